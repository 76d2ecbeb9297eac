using Pedrocode.Core;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Cli.Settings;

/// <summary>Reads the settings of this process: the only place that touches the files.</summary>
internal static class SettingsReader
{
    private const int LargestFile = 1024 * 1024;
    private const int MostFaultsShown = 20;

    /// <summary>Throws one <see cref="UserError"/> with a line for each fault of every layer.</summary>
    public static SettingsReading Read(Surroundings here, SettingsFlags flags)
    {
        var places = SettingsPlace.All(here, flags.Config);
        var trusted = Trusted(here);
        var files = places.Select(place => Load(place, place.Path == trusted.Path ? trusted.Bytes : null)).ToList();
        List<Assignment> beside = [.. SettingsVariables.Assignments(here), .. flags.Assignments()];

        Check([
            .. files.SelectMany(file => file.Faults),
            .. beside.SelectMany(one => one.Key.Faults(one.Value).Select(fault => $"{one.Source}: {fault.Text}")),
        ]);
        var reading = SettingsLayers.Merge(
            [.. files.SelectMany(file => file.Assignments), .. beside],
            here,
            trusted.Path
        );
        Check(MissingReplayFile(reading));
        return reading with { Places = [.. places] };
    }

    /// <summary>The project's file with the bytes the user said yes to: they are read, not what stands there a moment later.</summary>
    private static (string? Path, byte[]? Bytes) Trusted(Surroundings here)
    {
        var root = ProjectRoot.Of(here.WorkDir);
        return
            new Trust(StateHome.Of(here).Path).Trusted(root) is { } offer
            && offer.Files.TryGetValue(SettingsPlace.ProjectFile, out var bytes)
            ? (Path.Combine(root, SettingsPlace.ProjectFile), bytes.ToArray())
            : (null, null);
    }

    private static SettingsFile Load(SettingsPlace place, byte[]? trusted)
    {
        try
        {
            return (trusted ?? Bytes(place)) is { Length: > 0 } text
                ? SettingsFile.Parse(text, place)
                : SettingsFile.Empty;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            var why = broken switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => "it is no file, or not yours to read",
                _ => broken.Message,
            };
            return new SettingsFile([], [$"{place.Shown}: cannot be read: {why}"]);
        }
    }

    /// <summary>Null where there is no such file.</summary>
    private static byte[]? Bytes(SettingsPlace place)
    {
        // A device or a pipe says it is empty: a repository's link to one is never opened, for reading it might not end.
        var file = new FileInfo(place.Path);
        if (
            place.Owner != PlaceOwner.CommandLine
            && (!file.Exists || Target(file) is not { Exists: true, Length: > 0 })
        )
        {
            return null;
        }
        using var stream = File.OpenRead(place.Path);
        var text = new byte[(stream.CanSeek ? Math.Min(stream.Length, LargestFile) : LargestFile) + 1];
        var length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        return length <= LargestFile ? text[..length] : throw new IOException("it is larger than 1 MB");
    }

    private static FileInfo Target(FileInfo file) =>
        file.LinkTarget is null ? file : (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;

    private static IReadOnlyList<string> MissingReplayFile(SettingsReading reading) =>
        [
            .. reading
                .Effective.Keys.Where(key =>
                    key == ModelKeys.Type || key is ProfileKey { Inner: var inner } && inner == ModelKeys.Type
                )
                .Where(key => Model(key, reading.Settings) is { Type: ModelType.Replay, ReplayFile: null })
                .Select(key =>
                    $"{reading.Effective[key][0].Source}: {key.Name} is \"replay\", but {key.Name[..^"type".Length]}replay_file is not set"
                ),
        ];

    private static ModelSettings Model(SettingKey key, PedroSettings settings) =>
        key is ProfileKey profile ? settings.Profiles[profile.Profile] : settings.Model;

    private static void Check(IReadOnlyList<string> faults)
    {
        if (faults.Count == 0)
        {
            return;
        }
        IEnumerable<string> more =
            faults.Count > MostFaultsShown ? [$"and {faults.Count - MostFaultsShown} more of the kind"] : [];
        throw new UserError(string.Join('\n', [.. faults.Take(MostFaultsShown), .. more]));
    }
}
