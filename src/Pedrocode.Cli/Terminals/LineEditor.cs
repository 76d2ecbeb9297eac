namespace Pedrocode.Cli.Terminals;

/// <summary>What a key asks of the one who shows the line.</summary>
internal enum Asked
{
    Nothing,
    Submit,
    Interrupt,
    EndOfInput,
    BoundKey,
    Complete,
    Suspend,
    EditOutside,
    ClearScreen,
    Bell,
}

/// <summary>The line being typed with all that belongs to it: editing keys, history, search, completion. It draws nothing.</summary>
internal sealed class LineEditor
{
    private readonly History history;
    private readonly EditingKeys keys;
    private HistoryWalk? walk;
    private bool afterControlX;

    public LineEditor(History history)
    {
        this.history = history;
        keys = new EditingKeys(Line);
    }

    public LineBuffer Line { get; } = new();

    public Prompt Prompt { get; set; } = new("");

    /// <summary>What stands before the line now.</summary>
    public string PromptText => Search?.Prompt ?? Prompt.Text;

    /// <summary>The line as it is to be seen: in a search the one that was found.</summary>
    public LineBuffer ShownLine
    {
        get
        {
            if (Search is null)
            {
                return Line;
            }
            var found = new LineBuffer();
            found.SetText(Search.Line);
            found.MoveTo(Search.Cursor);
            return found;
        }
    }

    public HistorySearch? Search { get; private set; }

    public CompletionMenu? Menu { get; private set; }

    /// <summary>Whether the answer to <see cref="Asked.Complete"/> only renews an open menu.</summary>
    public bool IsFiltering => Menu is not null;

    public Asked Press(KeyPress key)
    {
        if (key.Name is KeyName.FocusIn or KeyName.FocusOut or KeyName.Unknown or KeyName.Insert)
        {
            return Asked.Nothing;
        }
        if (afterControlX)
        {
            afterControlX = false;
            return AfterControlX(key);
        }
        if (Search is not null && PressInSearch(Search, key) is { } asked)
        {
            return asked;
        }
        return Menu is not null && PressInMenu(Menu, key) is { } chosen ? chosen : PressInLine(key);
    }

    /// <summary>What the completion came to, for the text and cursor of now.</summary>
    public Asked Offer(Completions completions)
    {
        var filtering = IsFiltering;
        Menu = null;
        var start = Math.Clamp(completions.Start, 0, Line.Cursor);
        if (completions.Items is [var only] && !filtering)
        {
            Accept(only, start);
            return Asked.Nothing;
        }
        if (completions.Items.Count == 0)
        {
            return filtering ? Asked.Nothing : Asked.Bell;
        }
        var typed = Line.Slice(start, Line.Cursor);
        var common = CommonStart(completions.Items);
        if (!filtering && common.Length > typed.Length)
        {
            Line.ReplaceFrom(start, common);
        }
        Menu = new CompletionMenu(completions.Items, start, Line.Slice(start, Line.Cursor));
        return Asked.Nothing;
    }

    /// <summary>Starts anew with an empty line.</summary>
    public void Reset()
    {
        Line.Reset();
        keys.Forget();
        walk = null;
        Search = null;
        Menu = null;
        afterControlX = false;
    }

    private Asked PressInLine(KeyPress key)
    {
        switch (key)
        {
            case { Name: KeyName.Enter, Modifiers: Modifiers.None }:
                return Enter();
            case { Name: KeyName.Escape } when Line.IsEmpty && Prompt.Keys.Contains('\e'):
                return Asked.BoundKey;
            case { Name: KeyName.Tab, Modifiers: Modifiers.None }:
                return Prompt.Complete is null ? Asked.Bell : Asked.Complete;
            case { Name: KeyName.Up or KeyName.PageUp } when walk is not null || !keys.MoveUp():
            case { Name: KeyName.Character, Modifiers: Modifiers.Control, Character.Value: 'p' }:
                return Walk(static walk => walk.Older());
            case { Name: KeyName.Down or KeyName.PageDown } when walk is not null || !keys.MoveDown():
            case { Name: KeyName.Character, Modifiers: Modifiers.Control, Character.Value: 'n' }:
                return Walk(static walk => walk.Newer());
            case { Name: KeyName.Up or KeyName.PageUp or KeyName.Down or KeyName.PageDown }:
                return Asked.Nothing;
            case { Name: KeyName.Character, Modifiers: Modifiers.Control } when ByControl(key) is { } asked:
                return asked;
        }
        walk = null;
        keys.Press(key);
        return Asked.Nothing;
    }

    private Asked? ByControl(KeyPress key)
    {
        var letter = (char)key.Character.Value;
        switch (letter)
        {
            case 'c':
                return Asked.Interrupt;
            case 'd' when Line.IsEmpty:
                return Asked.EndOfInput;
            case 'z':
                return Asked.Suspend;
            case 'l':
                return Asked.ClearScreen;
            case 'x':
                afterControlX = true;
                return Asked.Nothing;
            case 'r' when Prompt.Remembered:
                Search = new HistorySearch(history.Lines, Line.Text, Line.Cursor);
                return Asked.Nothing;
            case 'g':
                return Asked.Bell;
            default:
                return Line.IsEmpty && Prompt.Keys.Contains(letter) ? Asked.BoundKey : null;
        }
    }

    private Asked AfterControlX(KeyPress key)
    {
        if (key.IsControl('e'))
        {
            return Asked.EditOutside;
        }
        if (key.IsControl('u'))
        {
            Line.Undo();
            return Asked.Nothing;
        }
        return Asked.Bell;
    }

    /// <summary>A backslash at the end joins the next line to this one; two of them are one typed on purpose.</summary>
    private Asked Enter()
    {
        var end = Line.Length;
        var backslashes = 0;
        while (backslashes < end && Line.Slice(end - backslashes - 1, end - backslashes) == "\\")
        {
            backslashes++;
        }
        if (backslashes % 2 == 0 || Line.Cursor != end)
        {
            return Asked.Submit;
        }
        Line.ReplaceFrom(end - 1, "\n");
        return Asked.Nothing;
    }

    private Asked Walk(Func<HistoryWalk, string?> step)
    {
        if (Prompt.Remembered)
        {
            walk ??= new HistoryWalk(history.Lines, Line.Slice(0, Line.Cursor), Line.Text);
            keys.Forget();
            if (step(walk) is { } found)
            {
                Line.SetText(found);
            }
        }
        return Asked.Nothing;
    }

    /// <summary>Null: the search is over with the line it found, and the key is meant for that line.</summary>
    private Asked? PressInSearch(HistorySearch search, KeyPress key)
    {
        if (search.Press(key))
        {
            return search.Failed ? Asked.Bell : Asked.Nothing;
        }
        Search = null;
        if (key.IsControl('c') || key.IsControl('g'))
        {
            return Asked.Nothing;
        }
        if (search.Line != Line.Text)
        {
            Line.SetText(search.Line);
            Line.MoveTo(search.Cursor);
        }
        return key.Name == KeyName.Escape ? Asked.Nothing : null;
    }

    /// <summary>Null: the menu is gone, and the key is meant for the line.</summary>
    private Asked? PressInMenu(CompletionMenu menu, KeyPress key)
    {
        if (menu.Press(key))
        {
            Line.ReplaceFrom(menu.Start, menu.Chosen!.Text);
            return Asked.Nothing;
        }
        switch (key)
        {
            case { Name: KeyName.Escape }:
            case { Name: KeyName.Character, Modifiers: Modifiers.Control, Character.Value: 'g' or 'c' }:
                Menu = null;
                Line.ReplaceFrom(menu.Start, menu.Typed);
                return Asked.Nothing;
            case { Name: KeyName.Enter, Modifiers: Modifiers.None } when menu.Chosen is not null:
            case { Name: KeyName.Character, Modifiers: Modifiers.None, Character.Value: ' ' }
                when menu.Chosen is not null:
                Menu = null;
                Accept(menu.Chosen, menu.Start);
                return Asked.Nothing;
            case { Name: KeyName.Character, Modifiers: Modifiers.None or Modifiers.Shift } when menu.Chosen is null:
            case { Name: KeyName.Backspace, Modifiers: Modifiers.None } when menu.Chosen is null:
                keys.Press(key);
                return Asked.Complete;
            default:
                Menu = null;
                return null;
        }
    }

    private void Accept(Completion completion, int start)
    {
        var spaceFollows = Line.Cursor < Line.Length && Line.Slice(Line.Cursor, Line.Cursor + 1) == " ";
        Line.ReplaceFrom(start, completion.Text + (completion.EndsWord && !spaceFollows ? " " : ""));
        walk = null;
        keys.Forget();
    }

    private static string CommonStart(IReadOnlyList<Completion> items)
    {
        var common = items[0].Text.AsSpan();
        foreach (var item in items)
        {
            common = common[..common.CommonPrefixLength(item.Text)];
        }
        return common.Length > 0 && char.IsHighSurrogate(common[^1]) ? common[..^1].ToString() : common.ToString();
    }
}
