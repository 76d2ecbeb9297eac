using System.Net;
using System.Text;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.FakeModel;

/// <summary>Speaks to the fake model by hand, so that its specs depend on no client of the product.</summary>
internal static class FakeModelClient
{
    private static readonly HttpClient Http = new();

    public const string Bash =
        """{"type":"function","function":{"name":"bash","description":"runs","parameters":{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}}}""";

    public static async Task<(HttpStatusCode Status, string Body)> PostAsync(this FakeModelServer model, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(
            new Uri($"{model.BaseUrl}/chat/completions"),
            content,
            TestContext.Current.CancellationToken
        );
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static Task<string> GetAsync(this FakeModelServer model, string path) =>
        Http.GetStringAsync(new Uri($"http://127.0.0.1:{model.Port}{path}"), TestContext.Current.CancellationToken);

    /// <summary>A sound request with these messages.</summary>
    public static string Request(string messages, bool stream = false, string tools = Bash) =>
        $$"""{"model":"fake-model","stream":{{(stream ? "true" : "false")}},"tools":[{{tools}}],"messages":[{{messages}}]}""";

    public static string User(string text) => $$"""{"role":"user","content":"{{text}}"}""";

    public static string Assistant(string text) => $$"""{"role":"assistant","content":"{{text}}"}""";

    public static string Call(string id, string arguments = "{}") =>
        $$$"""{"role":"assistant","content":null,"tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"bash","arguments":"{{{arguments}}}"}}]}""";

    public static string Result(string id, string text = "ok") =>
        $$"""{"role":"tool","tool_call_id":"{{id}}","content":"{{text}}"}""";
}
