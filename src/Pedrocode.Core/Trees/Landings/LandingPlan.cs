using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// What is about to be done to the user's files, written down before any of it, so that whoever comes after a kill can finish or
/// reverse it. There is at most one for each repository.
/// </summary>
internal sealed record LandingPlan(
    JobId Job,
    LandingKind Kind,
    UserFiles Files,
    string Record,
    LandingPhase Phase,
    ImmutableArray<LandingStep> Steps,
    ImmutableArray<BytePath> NewDirectories,
    ImmutableArray<FileChange> Changes,
    LandingCommit? Commit = null,
    string? NotCommitted = null
)
{
    /// <summary>Null where nothing was begun. Throws <see cref="PlanDamagedException"/>.</summary>
    public static LandingPlan? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), LandingJson.Default.LandingPlan)
                ?? throw new PlanDamagedException(path);
        }
        catch (JsonException)
        {
            throw new PlanDamagedException(path);
        }
    }

    public void Write(string path) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, LandingJson.Default.LandingPlan));
}

/// <summary>
/// A landing was begun, and what it was cannot be read any more. Only the user can say what their files are to be; until then nothing lands
/// in that repository.
/// </summary>
internal sealed class PlanDamagedException(string path)
    : UserError(
        $"a landing was begun here and cut short, and its plan cannot be read: {path}",
        $"look through your files (git status; files named .pedrocode-* are the other halves), then delete {path}"
    );

/// <summary>One path. Its kind follows from what was there and what is to be there.</summary>
/// <param name="Staged">Beside the path: before the step the new file, after it the old one.</param>
/// <param name="Old">Fingerprint of what stands there before.</param>
internal sealed record LandingStep(BytePath Path, BytePath Staged, string Old, string New)
{
    private const string Nothing = "-";
    private const string Directory = "directory";

    [JsonIgnore]
    public bool Deletes => New == Nothing;

    [JsonIgnore]
    public bool Creates => Old is Nothing or Directory;

    [JsonIgnore]
    public bool ClearsDirectory => Old == Directory;

    /// <summary>Where the old file is kept on a file system that cannot exchange two names.</summary>
    [JsonIgnore]
    public BytePath Kept => BytePath.OfLatin1(Staged.Latin1 + ".old");
}

internal enum LandingKind
{
    Land,
    Undo,
}

internal enum LandingPhase
{
    /// <summary>The new files are written beside their places; none of the user's is touched.</summary>
    Staging,

    /// <summary>Every new file is on disk; the user's are being replaced.</summary>
    Placing,

    /// <summary>Every file is in its place; what is left is to be cleared away and told to the job.</summary>
    Placed,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(LandingPlan))]
internal sealed partial class LandingJson : JsonSerializerContext;
