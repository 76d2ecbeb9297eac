using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Ollama;

/// <summary>Speaks to Ollama's own <c>/api/chat</c>, which alone takes the size of the context with a request.</summary>
public sealed class OllamaClient(ModelServer server, TimeProvider? time = null, Random? random = null)
    : WireClient(server, time, random)
{
    internal override string Path => "api/chat";

    internal override bool SendsLines => true;

    internal override ReadOnlyMemory<byte> Body(ModelRequest request) => OllamaBody.Write(request, Server);

    internal override IWireReply Reply(ModelRequest request) => new OllamaReply(request.Model, Server.ApiKey);
}
