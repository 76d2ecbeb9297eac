using System.Collections.Immutable;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>What an answer holds of edits written as text: blocks, none, or something malformed that must not be applied.</summary>
public abstract record BlocksReading;

public sealed record BlocksFound(ImmutableArray<SearchReplaceBlock> Blocks) : BlocksReading;

/// <param name="Reason">For the model: which block is wrong, and how one is written.</param>
public sealed record BlocksMalformed(string Reason) : BlocksReading;

/// <param name="Path">The file, as named.</param>
/// <param name="Search">Each line ended by a line feed; empty for a new file.</param>
/// <param name="Replace">Each line ended by a line feed.</param>
public sealed record SearchReplaceBlock(string Path, string Search, string Replace);

/// <summary>
/// SEARCH/REPLACE blocks in a model's answer: a file name on the line above or in the fence, <c>&lt;&lt;&lt;&lt;&lt;&lt;&lt; SEARCH</c>, the
/// lines to find, <c>=======</c>, the lines to put there, <c>&gt;&gt;&gt;&gt;&gt;&gt;&gt; REPLACE</c>. Shell blocks are no edits. One malformed
/// block makes the whole answer malformed: the rest of it was written with that edit in mind.
/// </summary>
public sealed class SearchReplaceBlocks
{
    private const int LinesToHead = 2;

    private readonly string[] lines;
    private readonly ImmutableArray<SearchReplaceBlock>.Builder blocks =
        ImmutableArray.CreateBuilder<SearchReplaceBlock>();
    private string? path;

    private SearchReplaceBlocks(string answer) => lines = TextLines.WithLineFeeds(answer).Split('\n');

    public static BlocksReading Read(string answer) => new SearchReplaceBlocks(answer).Read();

    private BlocksReading Read()
    {
        for (var at = 0; at < lines.Length; at++)
        {
            if (BlockLine.IsShellFence(lines[at]) && !HeadFollows(at))
            {
                at = Next(at + 1, BlockLine.IsFence);
            }
            else if (BlockLine.IsHead(lines[at]))
            {
                if (ReadBlock(at, out var end) is { } fault)
                {
                    return new BlocksMalformed($"{fault} (line {at + 1} of the answer). Nothing of it was applied.");
                }
                at = end;
            }
        }
        return new BlocksFound(blocks.ToImmutable());
    }

    private bool HeadFollows(int at) => lines.Skip(at + 1).Take(LinesToHead).Any(BlockLine.IsHead);

    /// <summary>Returns what is wrong with the block, or null and its last line.</summary>
    private string? ReadBlock(int head, out int end)
    {
        var start = AfterLineNumbers(head + 1);
        var next = Next(start, static line => BlockLine.IsHead(line) || BlockLine.IsTail(line));
        var closed = next < lines.Length && BlockLine.IsTail(lines[next]);
        var dividers = Dividers(head, start, next);
        end =
            closed ? next
            : dividers is [_, var second, ..] ? second
            : lines.Length;
        path = BlockPath.In(lines, head) ?? path;
        if (path is null)
        {
            return "A SEARCH/REPLACE block names no file: write its path on the line above it";
        }
        if (dividers.Count == 0)
        {
            return "A SEARCH/REPLACE block has no ======= line, or is cut off";
        }
        if (!closed && (dividers.Count == 1 || lines[dividers[0]..dividers[1]].Any(BlockLine.IsFence)))
        {
            return "A SEARCH/REPLACE block has no >>>>>>> REPLACE line, or is cut off";
        }
        // A second ======= in place of, or right before, the last line ends the block too.
        var last = dividers.Count == 1 ? end : dividers[1];
        if (
            dividers.Count > 2
            || (closed && lines[(last + 1)..Math.Max(last + 1, end)].Any(static line => !LooseLine.IsBlank(line)))
        )
        {
            return "A SEARCH/REPLACE block holds more than one ======= line: use code_edit for such text";
        }
        blocks.Add(new SearchReplaceBlock(path, Text(start, dividers[0]), Text(dividers[0] + 1, last)));
        return null;
    }

    /// <summary>The lines of = between; where the text has such lines of its own, only those as long as the markers.</summary>
    private List<int> Dividers(int head, int start, int end)
    {
        var all = Enumerable.Range(start, end - start).Where(line => BlockLine.IsDivider(lines[line])).ToList();
        var length = BlockLine.MarkerLength(lines[head]);
        var asLong = all.FindAll(line => lines[line].Trim().Length == length);
        return all.Count > 1 && asLong.Count > 0 ? asLong : all;
    }

    // Some models are taught to write `:start_line:12`, `-------` under the first line.
    private int AfterLineNumbers(int at)
    {
        var start = at;
        while (at < lines.Length && BlockLine.IsLineNumber(lines[at]))
        {
            at++;
        }
        return at > start && at < lines.Length && lines[at].Trim() is "-------" ? at + 1 : at;
    }

    private int Next(int from, Func<string, bool> isWanted)
    {
        var at = from;
        while (at < lines.Length && !isWanted(lines[at]))
        {
            at++;
        }
        return at;
    }

    private string Text(int start, int end) =>
        string.Concat(lines[start..Math.Max(start, end)].Select(static line => line + "\n"));
}
