using System.Collections.Immutable;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>The lines that belong to what an anchor names: by indentation, from the line under it to the next that is not deeper.</summary>
internal sealed class AnchorScope
{
    private readonly List<(int First, int End)> scopes;

    private AnchorScope(List<(int First, int End)> scopes) => this.scopes = scopes;

    /// <summary>Null where an anchor stands nowhere, or not within the one before it. Without anchors: a scope that holds nothing.</summary>
    public static AnchorScope? Of(ImmutableArray<string> anchors, string[] lines)
    {
        if (anchors.IsEmpty)
        {
            return new AnchorScope([]);
        }
        string[] keys = [.. lines.Select(LooseLine.KeyOf)];
        var ends = EndsOf(lines);
        List<(int First, int End)> scopes = [(0, lines.Length)];
        foreach (var anchor in anchors)
        {
            scopes = [.. Named(LooseLine.KeyOf(anchor), keys, scopes).Select(line => (line, ends[line]))];
        }
        return scopes.Count == 0 ? null : new AnchorScope(scopes);
    }

    public bool Holds(int line) => scopes.Exists(scope => line >= scope.First && line < scope.End);

    /// <summary>Whether the line stands behind the one place that the anchors name.</summary>
    public bool Precedes(int line) => scopes is [var only] && line >= only.First;

    private static List<int> Named(string anchor, string[] keys, List<(int First, int End)> scopes)
    {
        var exact = new List<int>();
        var begun = new List<int>();
        var (scope, end) = (0, 0);
        for (var line = 0; line < keys.Length; line++)
        {
            for (; scope < scopes.Count && scopes[scope].First <= line; scope++)
            {
                end = Math.Max(end, scopes[scope].End);
            }
            if (line < end && keys[line] == anchor)
            {
                exact.Add(line);
            }
            else if (line < end && Names(keys[line], anchor))
            {
                begun.Add(line);
            }
        }
        return exact.Count > 0 ? exact : begun;
    }

    // `@@ class A` for `class A(Base):`, `@@ def f` for `async def f(x):`.
    private static bool Names(string line, string anchor)
    {
        var at = anchor.Length == 0 ? -1 : line.IndexOf(anchor, StringComparison.Ordinal);
        var end = at + anchor.Length;
        return at >= 0
            && (at == 0 || !LooseLine.IsWord(line[at - 1]) || !LooseLine.IsWord(anchor[0]))
            && (end == line.Length || !LooseLine.IsWord(line[end]) || !LooseLine.IsWord(anchor[^1]));
    }

    /// <summary>For each line the next one that is not indented deeper; a brace on a line of its own does not count.</summary>
    private static int[] EndsOf(string[] lines)
    {
        var ends = new int[lines.Length];
        var open = new Stack<(int Line, int Depth)>();
        for (var line = 0; line < lines.Length; line++)
        {
            if (LooseLine.IsBlank(lines[line]))
            {
                continue;
            }
            var depth = LooseLine.IndentOf(lines[line]).Length;
            while (lines[line].Trim() != "{" && open.TryPeek(out var outer) && depth <= outer.Depth)
            {
                ends[open.Pop().Line] = line;
            }
            open.Push((line, depth));
        }
        foreach (var (line, _) in open)
        {
            ends[line] = lines.Length;
        }
        return ends;
    }
}
