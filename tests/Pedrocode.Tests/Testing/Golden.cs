using System.Runtime.CompilerServices;

namespace Pedrocode.Tests.Testing;

/// <summary>
/// Screens kept as files, Golden/NAME.txt beside the specs, compared exactly. An escape is written as ␛. With
/// PEDROCODE_UPDATE_GOLDEN=1 in the environment they are written instead.
/// </summary>
internal static class Golden
{
    public static void Matches(string name, string screen, [CallerFilePath] string spec = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(spec)!, "Golden", name + ".txt");
        var text = screen.Replace('\e', '␛') + "\n";
        if (Environment.GetEnvironmentVariable("PEDROCODE_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        File.Exists(file).ShouldBeTrue($"{file} is missing: PEDROCODE_UPDATE_GOLDEN=1 writes it");
        text.ShouldBe(File.ReadAllText(file), file);
    }
}
