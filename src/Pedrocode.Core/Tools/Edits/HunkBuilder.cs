using System.Collections.Immutable;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>Collects the lines of a hunk as they are written, with their first character.</summary>
internal sealed class HunkBuilder
{
    private readonly ImmutableArray<HunkLine>.Builder lines = ImmutableArray.CreateBuilder<HunkLine>();
    private bool oldOpen;
    private bool newOpen;

    public int? Start { get; set; }

    public void Add(string line)
    {
        if (line.StartsWith("\\ No newline", StringComparison.OrdinalIgnoreCase))
        {
            var last = lines.Count == 0 ? HunkLineKind.Context : lines[^1].Kind;
            oldOpen |= last != HunkLineKind.Added;
            newOpen |= last != HunkLineKind.Removed;
            return;
        }
        lines.Add(
            line.Length == 0
                ? new HunkLine(HunkLineKind.Bare, "")
                : line[0] switch
                {
                    '+' => new HunkLine(HunkLineKind.Added, line[1..]),
                    '-' => new HunkLine(HunkLineKind.Removed, line[1..]),
                    ' ' => new HunkLine(HunkLineKind.Context, line[1..]),
                    // Its space was left out. It must stand in the file like any context.
                    _ => new HunkLine(HunkLineKind.Context, line),
                }
        );
    }

    public Hunk Build() =>
        new(lines.ToImmutable())
        {
            Start = Start,
            FinalBreak =
                newOpen ? false
                : oldOpen ? true
                : null,
        };
}

/// <summary>The numbers of <c>@@ -12,3 +12,4 @@</c>.</summary>
internal readonly record struct HunkRange(int Start, int OldCount, int NewCount)
{
    public static HunkRange? Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words is ["@@", ['-', .. var old], ['+', .. var @new], ..]
            && Numbers(old) is var (start, oldCount)
            && Numbers(@new) is var (_, newCount)
            ? new HunkRange(start, oldCount, newCount)
            : null;
    }

    private static (int Start, int Count)? Numbers(string text)
    {
        var parts = text.Split(',');
        return
            parts.Length <= 2
            && int.TryParse(parts[0], out var start)
            && int.TryParse(parts.Length == 2 ? parts[1] : "1", out var count)
            && start >= 0
            && count >= 0
            ? (start, count)
            : null;
    }
}
