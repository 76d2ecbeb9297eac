using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.OpenAi;

/// <summary>Speaks to any server with an OpenAI-compatible <c>/chat/completions</c>.</summary>
public sealed class OpenAiClient(ModelServer server, TimeProvider? time = null, Random? random = null)
    : WireClient(server, time, random)
{
    internal override string Path => "chat/completions";

    internal override ReadOnlyMemory<byte> Body(ModelRequest request) => OpenAiBody.Write(request, Server);

    internal override IWireReply Reply(ModelRequest request) => new OpenAiReply(request.Model, Server.ApiKey);
}
