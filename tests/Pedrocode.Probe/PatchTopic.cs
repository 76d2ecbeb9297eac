using System.Text.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Probe;

/// <summary><c>files</c> {path: text}, <c>patch</c> → <c>files</c>, all of them, or <c>error</c>.</summary>
internal static class PatchTopic
{
    public static Action<Utf8JsonWriter> Answer(JsonElement given)
    {
        var files = given
            .GetProperty("files")
            .EnumerateObject()
            .ToDictionary(static file => file.Name, static file => file.Value.GetString()!, StringComparer.Ordinal);
        var error = Patch.Read(given.GetProperty("patch").GetString()!) switch
        {
            PatchMalformed malformed => malformed.Reason,
            Patch patch => Apply(patch, files),
            var other => throw new NotSupportedException(other.GetType().Name),
        };
        return writer =>
        {
            if (error is not null)
            {
                writer.WriteString("error", error);
                return;
            }
            writer.WriteStartObject("files");
            foreach (var (path, text) in files.OrderBy(static file => file.Key, StringComparer.Ordinal))
            {
                writer.WriteString(path, text);
            }
            writer.WriteEndObject();
        };
    }

    private static string? Apply(Patch patch, Dictionary<string, string> files)
    {
        if (patch.Files.Any(static file => file.Path.StartsWith('/') || file.Path.Split('/').Contains("..")))
        {
            return "a path leads out of the tree";
        }
        switch (PatchPlan.For(patch.WithPaths(Name), path => files.GetValueOrDefault(path)))
        {
            case PatchRefused refused:
                return refused.Reason;
            case Patched patched:
                foreach (var file in patched.Files)
                {
                    if (file.After is null)
                    {
                        files.Remove(file.Path);
                    }
                    else
                    {
                        files[file.Path] = file.After;
                    }
                }
                return null;
            case var other:
                throw new NotSupportedException(other.GetType().Name);
        }
    }

    private static string Name(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
}
