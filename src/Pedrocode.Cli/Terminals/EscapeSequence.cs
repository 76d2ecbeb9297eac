using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>What the escape sequences mean that terminals send for keys: xterm's, VT's, rxvt's, the Linux console's.</summary>
internal static class EscapeSequence
{
    /// <summary>A control sequence: <c>ESC [</c> parameters final.</summary>
    public static KeyPress Control(ReadOnlySpan<char> parameters, char final)
    {
        var (first, second, third) = Numbers(parameters);
        return final switch
        {
            '~' when first == 27 => ByCode(third, FromParameter(second)),
            '~' => Numbered(first, FromParameter(second)),
            'u' => ByCode(first, FromParameter(second)),
            '^' => Numbered(first, Modifiers.Control),
            '@' => Numbered(first, Modifiers.Control | Modifiers.Shift),
            '$' => Numbered(first, Modifiers.Shift),
            'Z' => new KeyPress(KeyName.Tab, Modifiers.Shift),
            'I' when parameters.IsEmpty => new KeyPress(KeyName.FocusIn),
            'O' when parameters.IsEmpty => new KeyPress(KeyName.FocusOut),
            >= 'a' and <= 'd' => new KeyPress(Lettered(char.ToUpperInvariant(final)), Modifiers.Shift),
            _ => new KeyPress(Lettered(final), FromParameter(second)),
        };
    }

    /// <summary>A key of the application modes: <c>ESC O</c> final.</summary>
    public static KeyPress Application(ReadOnlySpan<char> parameters, char final) =>
        final switch
        {
            'M' => new KeyPress(KeyName.Enter),
            'I' => new KeyPress(KeyName.Tab),
            >= 'a' and <= 'd' => new KeyPress(Lettered(char.ToUpperInvariant(final)), Modifiers.Control),
            // The number pad in application mode sends the character, shifted by 64.
            >= 'j' and <= 'y' or 'X' => KeyPress.Of((char)(final - 64)),
            _ => new KeyPress(Lettered(final), FromParameter(Numbers(parameters).First)),
        };

    private static KeyName Lettered(char final) =>
        final switch
        {
            'A' => KeyName.Up,
            'B' => KeyName.Down,
            'C' => KeyName.Right,
            'D' => KeyName.Left,
            'H' => KeyName.Home,
            'F' => KeyName.End,
            _ => KeyName.Unknown,
        };

    private static KeyPress Numbered(int number, Modifiers modifiers) =>
        new(
            number switch
            {
                1 or 7 => KeyName.Home,
                2 => KeyName.Insert,
                3 => KeyName.Delete,
                4 or 8 => KeyName.End,
                5 => KeyName.PageUp,
                6 => KeyName.PageDown,
                _ => KeyName.Unknown,
            },
            modifiers
        );

    private static KeyPress ByCode(int code, Modifiers modifiers) =>
        code switch
        {
            9 => new KeyPress(KeyName.Tab, modifiers),
            13 => new KeyPress(KeyName.Enter, modifiers),
            27 => new KeyPress(KeyName.Escape, modifiers),
            8 or 127 => new KeyPress(KeyName.Backspace, modifiers),
            _ when code < ' ' || !Rune.IsValid(code) => new KeyPress(KeyName.Unknown),
            _ when modifiers.HasFlag(Modifiers.Control) => KeyPress.Of(
                Rune.ToLowerInvariant(new Rune(code)),
                modifiers
            ),
            _ => KeyPress.Of(new Rune(code), modifiers & ~Modifiers.Shift),
        };

    // The parameter is one more than the bits; bits beyond Ctrl (meta, locks) say nothing here.
    private static Modifiers FromParameter(int parameter) =>
        parameter <= 1 ? Modifiers.None
        : ((parameter - 1) & 8) != 0 ? (Modifiers)((parameter - 1) & 7) | Modifiers.Alt
        : (Modifiers)((parameter - 1) & 7);

    private static (int First, int Second, int Third) Numbers(ReadOnlySpan<char> parameters)
    {
        Span<int> numbers = stackalloc int[3];
        var at = 0;
        foreach (var part in parameters.Split(';'))
        {
            if (at < numbers.Length)
            {
                // A colon parts sub-parameters, of which only the first matters.
                var text = parameters[part];
                var colon = text.IndexOf(':');
                _ = int.TryParse(colon < 0 ? text : text[..colon], out numbers[at++]);
            }
        }
        return (numbers[0], numbers[1], numbers[2]);
    }
}
