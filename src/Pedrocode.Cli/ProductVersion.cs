using System.Reflection;

namespace Pedrocode.Cli;

internal static class ProductVersion
{
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version!.ToString(3);
}
