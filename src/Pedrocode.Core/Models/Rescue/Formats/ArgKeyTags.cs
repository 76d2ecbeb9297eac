using System.Text;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>A name, then <c>&lt;arg_key&gt;KEY&lt;/arg_key&gt;&lt;arg_value&gt;VALUE&lt;/arg_value&gt;</c> pairs: GLM 4.5 and later.</summary>
internal static class ArgKeyTags
{
    private const string KeyOpen = "<arg_key>";
    private const string KeyClose = "</arg_key>";
    private const string ValueOpen = "<arg_value>";
    private const string ValueClose = "</arg_value>";

    /// <param name="next">Where the first pair begins.</param>
    public static CallMatch Read(Reading reading, string name, int next)
    {
        var tool = reading.Tools.Clean(name);
        var arguments = new StringBuilder("{");
        while (reading.At(next, KeyOpen))
        {
            var keyEnd = reading.IndexOf(KeyClose, next);
            var value = keyEnd < 0 ? -1 : reading.SkipSpace(keyEnd + KeyClose.Length);
            if (value < 0 || value >= reading.Length)
            {
                return CallMatch.CutOff;
            }
            if (!reading.At(value, ValueOpen))
            {
                return CallMatch.Broken(value);
            }
            var start = value + ValueOpen.Length;
            var end = ValueEnd(reading, start);
            if (end < 0)
            {
                return CallMatch.CutOff;
            }
            var key = reading.Text[(next + KeyOpen.Length)..keyEnd].Trim();
            arguments.Append(arguments.Length > 1 ? "," : "");
            JsonRepair.WriteString(arguments, key);
            arguments.Append(':');
            reading.Tools.WriteParameter(arguments, tool, key, reading.Text[start..end]);
            next = reading.SkipSpace(end + ValueClose.Length);
        }
        return reading.At(next, "</tool_call>") || reading.At(next, "<tool_call>")
                ? CallMatch.Found(next, new RescuedCall(name, arguments.Append('}').ToString()))
            : next >= reading.Length ? CallMatch.CutOff
            : CallMatch.Broken(next);
    }

    private static int ValueEnd(Reading reading, int start) =>
        reading.ValueEnd(
            start,
            ValueOpen,
            ValueClose,
            next => next >= reading.Length || reading.At(next, KeyOpen) || reading.At(next, "</tool_call>")
        );
}
