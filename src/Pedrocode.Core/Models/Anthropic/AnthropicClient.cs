using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Anthropic;

/// <summary>Speaks to the Messages API.</summary>
public sealed class AnthropicClient(ModelServer server, TimeProvider? time = null, Random? random = null)
    : WireClient(server, time, random)
{
    internal override string Path => "messages";

    internal override ReadOnlyMemory<byte> Body(ModelRequest request) => AnthropicBody.Write(request);

    internal override IWireReply Reply(ModelRequest request) => new AnthropicReply(request.Model, Server.ApiKey);
}
