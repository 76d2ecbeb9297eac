using System.Text;
using Pedrocode.Core;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>Which files a change touches, and how much.</summary>
internal static class ChangeView
{
    public static string Files(IReadOnlyCollection<FileChange> files, Style style)
    {
        var text = new StringBuilder();
        foreach (var file in files)
        {
            text.Append($"  {VisibleText.CleanLine(file.Path)} (+{file.Added} {style.Mark("−", "-")}{file.Removed})\n");
        }
        return text.Append(Summary(files, style)).ToString();
    }

    /// <summary><c>3 files (+84 −12)</c></summary>
    public static string Summary(IReadOnlyCollection<FileChange> files, Style style) =>
        $"{Plural.Of(files.Count, "file")} (+{files.Sum(static file => file.Added)} {style.Mark("−", "-")}{files.Sum(static file => file.Removed)})";
}
