using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pedrocode.Cli.Actions;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>The templates there are, and what each needs.</summary>
internal static class TemplateView
{
    public static string List(ImmutableArray<KnownTemplate> all, Style style) =>
        string.Join('\n', all.Select(one => Line(one, style)));

    public static string Json(ImmutableArray<KnownTemplate> all)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var one in all)
            {
                json.WriteStartObject();
                json.WriteString("name", one.Name);
                json.WriteString("where", one.Where);
                Write(json, "description", one.Template?.Description);
                Write(json, "usage", one.Template?.Usage);
                Write(json, "agent", one.Template?.Agent);
                Write(json, "model", one.Template?.Model);
                Write(json, "fault", one.Fault);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Line(KnownTemplate one, Style style)
    {
        if (one.Template is not { } template)
        {
            return style.Red($"! {one.Fault}");
        }
        var isHidden = ActionList.Find(one.Name, ActionPlaces.Repl) is not null;
        var typed = $"/{(isHidden ? "run " : "")}{one.Name} {template.Usage}".TrimEnd();
        var about = VisibleText.CleanLine($"{template.Description} ({one.Where})".TrimStart());
        return $"  {typed, -24} {about}";
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
