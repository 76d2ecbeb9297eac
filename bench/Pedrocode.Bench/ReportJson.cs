using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pedrocode.Bench;

/// <summary>A report for programs, with the figure of every single run.</summary>
internal static class ReportJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Report report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("binary", report.Binary);
            json.WriteNumber("runs", report.Runs);
            json.WriteNumber("processors", Environment.ProcessorCount);
            json.WriteNumber("load", report.Load);
            json.WriteStartArray("machine");
            Write(json, report.Machine.Shell);
            Write(json, report.Machine.Append);
            json.WriteEndArray();
            json.WriteStartArray("scenarios");
            foreach (var scenario in report.Scenarios)
            {
                Write(json, scenario);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, ScenarioReport scenario)
    {
        json.WriteStartObject();
        json.WriteString("name", scenario.Scenario.Name);
        json.WriteString("what", scenario.Scenario.What);
        json.WriteString("not_measured", scenario.NotMeasured);
        json.WriteStartArray("figures");
        foreach (var figure in scenario.Figures)
        {
            Write(json, figure);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("name", figure.Name);
        json.WriteString("unit", UnitName(figure.Unit));
        Write(json, "median", figure.Median);
        Write(json, "min", figure.Min);
        Write(json, "max", figure.Max);
        Write(json, "target", figure.Target);
        Write(json, "ratio", figure.Ratio);
        if (figure.IsMet is { } met)
        {
            json.WriteBoolean("met", met);
        }
        else
        {
            json.WriteNull("met");
        }
        json.WritePropertyName("samples");
        json.WriteRawValue($"[{string.Join(", ", figure.Samples.Select(Rounded))}]");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(Rounded(number));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Rounded(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    private static string UnitName(Unit unit) =>
        unit switch
        {
            Unit.Milliseconds => "ms",
            Unit.Megabytes => "MB",
            Unit.Percent => "%",
            Unit.Bytes => "bytes",
            Unit.Times => "times",
            _ => throw new NotSupportedException(unit.ToString()),
        };
}
