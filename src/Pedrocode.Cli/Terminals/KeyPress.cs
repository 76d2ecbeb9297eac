using System.Text;

namespace Pedrocode.Cli.Terminals;

internal enum KeyName
{
    /// <summary>A character; with Ctrl always a lower-case letter or one of @ [ \ ] ^ _.</summary>
    Character,
    Enter,
    Tab,
    Backspace,
    Escape,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Delete,

    /// <summary>Bracketed paste; the text is in <see cref="KeyPress.Pasted"/>.</summary>
    Paste,
    FocusIn,
    FocusOut,

    /// <summary>A sequence nobody here knows.</summary>
    Unknown,
}

[Flags]
internal enum Modifiers
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}

/// <summary>One key as pressed, or one paste.</summary>
internal readonly record struct KeyPress(KeyName Name, Modifiers Modifiers = Modifiers.None)
{
    public Rune Character { get; init; }

    public string Pasted { get; init; } = "";

    public static KeyPress Of(Rune character, Modifiers modifiers = Modifiers.None) =>
        new(KeyName.Character, modifiers) { Character = character };

    public static KeyPress Of(char character, Modifiers modifiers = Modifiers.None) =>
        Of(new Rune(character), modifiers);

    public static KeyPress Control(char letter) => Of(letter, Modifiers.Control);

    public static KeyPress Alt(char letter) => Of(letter, Modifiers.Alt);

    public static KeyPress Paste(string text) => new(KeyName.Paste) { Pasted = text };

    /// <summary>Whether this is the character with Ctrl and nothing else.</summary>
    public bool IsControl(char letter) => this == Control(letter);
}
