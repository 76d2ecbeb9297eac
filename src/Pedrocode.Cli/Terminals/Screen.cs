using System.Globalization;
using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>The rows at the bottom that are ours to redraw, and the cursor's place in them.</summary>
internal sealed record Area(IReadOnlyList<string> Rows, int CursorRow, int CursorColumn)
{
    public static Area Empty { get; } = new([], 0, 0);
}

/// <summary>
/// Knows what of the area stands on the screen, and says which bytes make it another one: as few as possible while
/// typing, the whole area when lines are written above it. Always in the width the terminal has now.
/// </summary>
internal sealed class Screen(bool reflows)
{
    private const string BeginFrame = "\e[?2026h\e[?25l";
    private const string EndFrame = "\e[?25h\e[?2026l";

    // From the first cell of a window tmux does not erase but scrolls all of it away, so that the area would stand there twice.
    private const string EraseBelow = "\e[K \e[J\r";

    private Area drawn = Area.Empty;
    private int drawnWidth;
    private int drawnHeight;

    public bool HasArea => drawn.Rows.Count > 0;

    /// <summary>Writes finished lines (safe ones, parted by "\n") where the area began, and the area below them.</summary>
    public string Draw(string above, Area area, int width, int height)
    {
        var frame = new StringBuilder();
        if (above.Length == 0 && drawn.Rows.Count == 0 && area.Rows.Count == 0)
        {
            return "";
        }
        // A window that grew lower may have lost the rows below the cursor.
        if (above.Length == 0 && width == drawnWidth && height == drawnHeight && drawn.Rows.Count > 0)
        {
            Change(frame, area);
        }
        else
        {
            frame.Append(BeginFrame);
            GoToTop(frame, width);
            frame.Append(EraseBelow).Append(above.Replace("\n", "\r\n", StringComparison.Ordinal));
            frame.AppendJoin("\r\n", area.Rows);
            var (row, column) = (Math.Max(0, area.Rows.Count - 1), -1);
            MoveTo(frame, ref row, ref column, area.CursorRow, area.CursorColumn);
            frame.Append(EndFrame);
        }
        (drawn, drawnWidth, drawnHeight) = (area, width, height);
        return frame.ToString();
    }

    /// <summary>Nothing of the area is on the screen any more, and the cursor may stand anywhere: the next frame begins on a row of its own.</summary>
    public string StartAfresh(int width)
    {
        drawn = Area.Empty;
        drawnWidth = width;
        // From any column but the first these blanks end on the next row.
        return new string(' ', Math.Max(0, width - 1)) + "\r\e[J";
    }

    /// <summary>Leaves the area as it stands and goes to the row below it.</summary>
    public string GoBelow()
    {
        var below = new StringBuilder();
        if (drawn.Rows.Count > 0)
        {
            Move(below, drawn.Rows.Count - 1 - drawn.CursorRow, 'B');
            below.Append("\r\n");
        }
        drawn = Area.Empty;
        return below.ToString();
    }

    /// <summary>Empties the screen; the area is drawn at its top next.</summary>
    public string Clear()
    {
        drawn = Area.Empty;
        return "\e[H\e[2J";
    }

    private void GoToTop(StringBuilder frame, int width)
    {
        var up = drawn.CursorRow;
        if (reflows && drawnWidth > width)
        {
            // The terminal has broken our rows anew, and the cursor moved with its text.
            // Behind its last cell it may stand at the row's end or on the next one: a row too many left is better than one erased.
            var column = drawn.CursorColumn;
            var isBehind = column > 0 && column == RowDifference.Cells(drawn.Rows[drawn.CursorRow]);
            up = (isBehind ? column - 1 : column) / width;
            for (var i = 0; i < drawn.CursorRow; i++)
            {
                up += Math.Max(1, (RowDifference.Cells(drawn.Rows[i]) + width - 1) / width);
            }
        }
        frame.Append('\r');
        Move(frame, up, 'A');
    }

    private void Change(StringBuilder frame, Area area)
    {
        var changes = new StringBuilder();
        var (row, column) = (drawn.CursorRow, drawn.CursorColumn);
        var changed = 0;
        for (var i = 0; i < area.Rows.Count; i++)
        {
            if (i >= drawn.Rows.Count)
            {
                MoveTo(changes, ref row, ref column, i - 1, column);
                changes.Append("\r\n").Append(area.Rows[i]);
                (row, column) = (i, RowDifference.Cells(area.Rows[i]));
                changed++;
            }
            else if (area.Rows[i] != drawn.Rows[i])
            {
                var difference = RowDifference.Between(drawn.Rows[i], area.Rows[i]);
                MoveTo(changes, ref row, ref column, i, difference.Column);
                changes.Append(difference.Text);
                column = difference.EndColumn;
                changed++;
            }
        }
        if (area.Rows.Count < drawn.Rows.Count)
        {
            MoveTo(changes, ref row, ref column, area.Rows.Count, 0);
            changes.Append("\e[J");
            changed++;
        }
        MoveTo(changes, ref row, ref column, area.CursorRow, area.CursorColumn);
        frame.Append(changed > 1 ? BeginFrame : "").Append(changes).Append(changed > 1 ? EndFrame : "");
    }

    private static void MoveTo(StringBuilder frame, ref int row, ref int column, int toRow, int toColumn)
    {
        Move(frame, row - toRow, 'A');
        Move(frame, toRow - row, 'B');
        if (column != toColumn)
        {
            frame.Append(CultureInfo.InvariantCulture, $"\e[{toColumn + 1}G");
        }
        (row, column) = (toRow, toColumn);
    }

    private static void Move(StringBuilder frame, int cells, char direction)
    {
        if (cells > 0)
        {
            frame.Append(CultureInfo.InvariantCulture, $"\e[{cells}{direction}");
        }
    }
}
