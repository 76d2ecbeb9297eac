using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// The rules that answers of "always" made, for each project: one file a rule, so that two terminals never write over each other's.
/// Without a state directory they last as long as this object.
/// </summary>
public sealed class AlwaysRules(string? stateDirectory = null)
{
    private const string Name = "always";

    private readonly ConcurrentDictionary<string, ImmutableArray<PermissionRule>> kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTime Changed, ImmutableArray<PermissionRule> Rules)> read = new(
        StringComparer.Ordinal
    );

    /// <summary>Those of a project, in the order their numbers are shown in.</summary>
    public ImmutableArray<PermissionRule> Of(string root)
    {
        var here = kept.GetValueOrDefault(root, []);
        if (stateDirectory is null || !Directory.Exists(Path.Combine(stateDirectory, Name)))
        {
            return here;
        }
        var folder = FolderOf(root);
        if (folder is null || !Directory.Exists(folder))
        {
            return here;
        }
        var changed = Directory.GetLastWriteTimeUtc(folder);
        if (!read.TryGetValue(root, out var before) || before.Changed != changed)
        {
            before = (changed, Load(folder));
            read[root] = before;
        }
        return here.IsEmpty ? before.Rules : [.. before.Rules.Union(here)];
    }

    /// <summary>Throws nothing: where the disk takes nothing more, the answer counts until this process ends.</summary>
    public void Add(string root, string rule)
    {
        var added = PermissionRule.Parse(rule);
        if (FolderOf(root) is { } folder)
        {
            try
            {
                PrivateDirectory.Ensure(Path.GetDirectoryName(folder)!);
                PrivateDirectory.Ensure(folder);
                AtomicFile.Write(FileOf(folder, added), rule);
                read.TryRemove(root, out _);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }
        kept.AddOrUpdate(root, [added], (_, before) => before.Contains(added) ? before : before.Add(added));
    }

    public void Forget(string root, PermissionRule rule)
    {
        if (FolderOf(root) is { } folder && File.Exists(FileOf(folder, rule)))
        {
            File.Delete(FileOf(folder, rule));
            AtomicFile.SyncDirectory(folder);
            read.TryRemove(root, out _);
        }
        kept.AddOrUpdate(root, [], (_, before) => before.Remove(rule));
    }

    // A file that is no rule, or was not written by this class, allows nothing.
    private static ImmutableArray<PermissionRule> Load(string folder)
    {
        var rules = ImmutableArray.CreateBuilder<PermissionRule>();
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            try
            {
                var rule = PermissionRule.Parse(File.ReadAllText(file));
                if (FileOf(folder, rule) == file)
                {
                    rules.Add(rule);
                }
            }
            catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException) { }
        }
        return [.. rules.OrderBy(static rule => rule.ToString(), StringComparer.Ordinal)];
    }

    private static string FileOf(string folder, PermissionRule rule) => Path.Combine(folder, KeyOf(rule.ToString()));

    private string? FolderOf(string root) =>
        stateDirectory is null ? null : Path.Combine(stateDirectory, Name, KeyOf(root));

    private static string KeyOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
