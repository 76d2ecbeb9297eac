using System.Globalization;

namespace Pedrocode.Cli.Terminals;

/// <summary>Readline's keys that change the line or move in it, and what they remember of one another.</summary>
internal sealed class EditingKeys(LineBuffer line)
{
    private readonly KillRing kills = new();
    private Did last;
    private int yankStart;
    private int? column;

    private enum Did
    {
        Other,
        Cut,
        Yanked,
        MovedUpOrDown,
    }

    /// <summary>Whether the key was one of these; it may have found nothing to do.</summary>
    public bool Press(KeyPress key)
    {
        var before = last;
        last = Did.Other;
        if (Edit(key, before) || Move(key))
        {
            return true;
        }
        last = before;
        return false;
    }

    /// <summary>Something else was done to the line: a cut or a yank is not continued.</summary>
    public void Forget() => last = Did.Other;

    /// <summary>Goes to the line above within the text, at the same column; false in the first.</summary>
    public bool MoveUp()
    {
        var start = line.LineStart();
        return start > 0 && MoveToColumn(line.LineStart(start - 1), Column(start));
    }

    /// <summary>Goes to the line below within the text, at the same column; false in the last.</summary>
    public bool MoveDown()
    {
        var end = line.LineEnd();
        return end < line.Length && MoveToColumn(end + 1, Column(line.LineStart()));
    }

    private bool Edit(KeyPress key, Did before)
    {
        switch (key)
        {
            case { Name: KeyName.Character, Modifiers: Modifiers.None or Modifiers.Shift }:
                line.Insert(key.Character.ToString());
                return true;
            case { Name: KeyName.Paste }:
                line.Insert(key.Pasted);
                return true;
            case { Name: KeyName.Enter, Modifiers: Modifiers.Alt or Modifiers.Shift or Modifiers.Control }:
                line.Insert("\n");
                return true;
            case { Name: KeyName.Backspace, Modifiers: Modifiers.Alt or Modifiers.Control }:
            case { Name: KeyName.Character, Modifiers: Modifiers.Alt | Modifiers.Control, Character.Value: 'h' }:
                return Cut(line.WordLeft(IsPartOfWord), before);
            case { Name: KeyName.Delete, Modifiers: Modifiers.Alt or Modifiers.Control }:
            case { Name: KeyName.Character, Modifiers: Modifiers.Alt, Character.Value: 'd' }:
                return Cut(line.WordRight(IsPartOfWord), before);
            case { Name: KeyName.Backspace }:
                line.RemoveTo(line.Left());
                return true;
            case { Name: KeyName.Delete }:
                line.RemoveTo(line.Right());
                return true;
            case { Name: KeyName.Character, Modifiers: Modifiers.Control }:
                return EditByControl((char)key.Character.Value, before);
            case { Name: KeyName.Character, Modifiers: Modifiers.Alt }:
                return EditByAlt((char)key.Character.Value, before);
            default:
                return false;
        }
    }

    private bool EditByControl(char letter, Did before)
    {
        switch (letter)
        {
            case 'h':
                line.RemoveTo(line.Left());
                return true;
            case 'd':
                line.RemoveTo(line.Right());
                return true;
            case 'k':
                // At the end of a line its line feed goes, as it does in editors.
                return Cut(line.LineEnd() is var end && end > line.Cursor ? end : line.Right(), before);
            case 'u':
                return Cut(line.LineStart() is var start && start < line.Cursor ? start : line.Left(), before);
            case 'w':
                return Cut(line.WordLeft(static c => !char.IsWhiteSpace(c)), before);
            case 'y':
                return Yank(kills.Yank(), line.Cursor);
            case 't':
                Transpose();
                return true;
            case '_':
                line.Undo();
                return true;
            default:
                return false;
        }
    }

    private bool EditByAlt(char letter, Did before)
    {
        switch (letter)
        {
            case 'y':
                last = before;
                return before != Did.Yanked || Yank(kills.YankEarlier(), yankStart);
            case 'u':
                ChangeWord(static word => word.ToUpperInvariant());
                return true;
            case 'l':
                ChangeWord(static word => word.ToLowerInvariant());
                return true;
            case 'c':
                ChangeWord(static word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word.ToLowerInvariant()));
                return true;
            default:
                return false;
        }
    }

    private bool Move(KeyPress key)
    {
        int? place = key switch
        {
            { Name: KeyName.Left, Modifiers: Modifiers.None } => line.Left(),
            { Name: KeyName.Right, Modifiers: Modifiers.None } => line.Right(),
            { Name: KeyName.Left } => line.WordLeft(IsPartOfWord),
            { Name: KeyName.Right } => line.WordRight(IsPartOfWord),
            { Name: KeyName.Home, Modifiers: Modifiers.Control } => 0,
            { Name: KeyName.End, Modifiers: Modifiers.Control } => line.Length,
            { Name: KeyName.Home } => line.LineStart(),
            { Name: KeyName.End } => line.LineEnd(),
            { Name: KeyName.Character, Modifiers: Modifiers.Control } => key.Character.Value switch
            {
                'a' => line.LineStart(),
                'e' => line.LineEnd(),
                'b' => line.Left(),
                'f' => line.Right(),
                _ => null,
            },
            { Name: KeyName.Character, Modifiers: Modifiers.Alt } => key.Character.Value switch
            {
                'b' => line.WordLeft(IsPartOfWord),
                'f' => line.WordRight(IsPartOfWord),
                '<' => 0,
                '>' => line.Length,
                _ => null,
            },
            _ => null,
        };
        if (place is { } found)
        {
            line.MoveTo(found);
        }
        return place is not null;
    }

    private bool Cut(int to, Did before)
    {
        var backwards = to < line.Cursor;
        kills.Add(line.RemoveTo(to), backwards, joins: before == Did.Cut);
        last = Did.Cut;
        return true;
    }

    private bool Yank(string? cut, int start)
    {
        if (cut is not null)
        {
            line.ReplaceFrom(start, cut);
            yankStart = start;
            last = Did.Yanked;
        }
        return true;
    }

    /// <summary>Swaps the characters around the cursor, at the end of a line the two before it.</summary>
    private void Transpose()
    {
        var end = line.Cursor == line.LineEnd() ? line.Cursor : line.Right();
        line.MoveTo(end);
        var second = line.Left();
        line.MoveTo(second);
        var first = line.Left();
        line.MoveTo(end);
        if (first < second && second < end && first >= line.LineStart())
        {
            line.ReplaceFrom(first, line.Slice(second, end) + line.Slice(first, second));
        }
    }

    private void ChangeWord(Func<string, string> change)
    {
        var start = line.Cursor;
        line.MoveTo(line.WordRight(IsPartOfWord));
        line.ReplaceFrom(start, change(line.Slice(start, line.Cursor)));
    }

    private int Column(int lineStart)
    {
        column = last == Did.MovedUpOrDown ? column : null;
        return column ??= TextWidth.Of(line.Slice(lineStart, line.Cursor));
    }

    private bool MoveToColumn(int lineStart, int wanted)
    {
        line.MoveTo(lineStart);
        var end = line.LineEnd();
        while (line.Cursor < end && TextWidth.Of(line.Slice(lineStart, line.Right())) <= wanted)
        {
            line.MoveTo(line.Right());
        }
        last = Did.MovedUpOrDown;
        return true;
    }

    private static bool IsPartOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
