using System.Text;
using CsCheck;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public class FileTextSpecs
{
    [Fact]
    public void Whatever_is_read_as_text_is_written_back_byte_by_byte() =>
        Gen.OneOf(
                Gen.Byte.Array[0, 30],
                Gen.String.Select(Encoding.UTF8.GetBytes),
                Gen.Byte.Array[0, 20].Select(static bytes => (byte[])[0xFF, 0xFE, .. bytes]),
                Gen.Byte.Array[0, 20].Select(static bytes => (byte[])[0xEF, 0xBB, 0xBF, .. bytes]),
                Gen.Byte.Array[0, 20].Select(static bytes => (byte[])[.. "é"u8, .. bytes])
            )
            .Sample(static bytes =>
            {
                if (FileText.Read(bytes) is { } text)
                {
                    text.Write(text.Text).ShouldBe(bytes);
                }
            });

    [Theory]
    [InlineData(TextEncoding.Utf8)]
    [InlineData(TextEncoding.SingleByte)]
    public void What_an_encoding_cannot_hold_is_not_written(TextEncoding encoding) =>
        new FileText("", encoding).Write("\ud800").ShouldBeNull();
}
