using System.Net;
using System.Text;
using System.Text.Json;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>What goes over the wire between a client, the ingress and an app, byte by byte where that matters.</summary>
public sealed class WireTests(IngressApp app) : IClassFixture<IngressApp>
{
    private string Host => $"{app.Deployment.Slug}.localhost";

    private int Port => app.Worker.Apps.Port;

    [Fact]
    public async Task HTTP_2_is_spoken_on_the_same_port_by_clients_that_know_it()
    {
        using var http = new HttpClient();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            using var request = Request(HttpMethod.Get, $"/{number}");
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            using var answer = await http.SendAsync(request);
            answer.Version.ShouldBe(HttpVersion.Version20);
            return await answer.Content.ReadAsStringAsync();
        }));

        answers.ShouldBe(Enumerable.Range(0, 50).Select(number => $"app GET /{number}"));
    }

    [Theory]
    [InlineData("P")]
    [InlineData("PRI * HT")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\nHost: x\r\n\r\n")]
    [InlineData("\0\0\0\0")]
    public async Task A_connection_that_begins_oddly_harms_nobody(string bytes)
    {
        await RawHttp.SendBytesAsync(Port, bytes);

        (await RawHttp.SendAsync(Port, "GET /after HTTP/1.1", $"Host: {Host}")).ShouldContain("app GET /after");
    }

    [Fact]
    public async Task A_request_that_arrives_byte_by_byte_arrives()
    {
        using var client = new System.Net.Sockets.TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", Port);
        foreach (var letter in Encoding.Latin1.GetBytes($"PUT /slowly HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
        {
            await client.GetStream().WriteAsync(new[] { letter });
            await Task.Delay(1);
        }
        using var reader = new StreamReader(client.GetStream());

        (await reader.ReadToEndAsync()).ShouldContain("app PUT /slowly");
    }

    [Theory]
    [InlineData("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Content-Length: 0\r\nContent-Length: 60", "GET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Transfer-Encoding:\vchunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Content-Length: +5", "GET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Connection: content-length\r\nContent-Length: 45", "GET /smuggled HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("Connection: transfer-encoding\r\nTransfer-Encoding: chunked", "4\r\nabcd\r\n0\r\n\r\n")]
    public async Task No_framing_makes_an_app_see_a_request_that_the_ingress_did_not(string headers, string rest)
    {
        var before = await SeenAsync("smuggled");
        var body = string.Format(null, rest, "other.localhost");

        await RawHttp.SendBytesAsync(Port, $"POST / HTTP/1.1\r\nHost: {Host}\r\n{headers}\r\n\r\n{body}");

        (await SeenAsync("smuggled")).ShouldBe(before);
    }

    [Fact]
    public async Task Headers_between_two_neighbours_end_at_the_next_one()
    {
        var answer = await RawHttp.ReadUntilAsync(
            Port, $"GET /headers HTTP/1.1\r\nHost: {Host}\r\nConnection: X-Secret, X-Forwarded-For, Host\r\nX-Secret: between us\r\nX-Stays: here\r\n\r\n", last: "}");

        answer.ShouldNotContain("between us");
        answer.ShouldContain("\"x-stays\":\"here\"");
        answer.ShouldContain("\"x-forwarded-for\":\"127.0.0.1\"");
        answer.ShouldContain($"\"host\":\"{Host}\"");
        (await RawHttp.SendAsync(Port, "GET /named HTTP/1.1", $"Host: {Host}")).ShouldNotContain("X-Between");
    }

    [Theory]
    [InlineData("/a%2Fb/%2e%2e/c?x=%20y&z")]
    [InlineData("/../up")]
    [InlineData("//two//slashes")]
    [InlineData("/caf%C3%A9;v=1?q=a+b")]
    public async Task An_app_is_asked_for_exactly_what_its_client_asked_for(string path) =>
        (await RawHttp.SendAsync(Port, $"GET {path} HTTP/1.1", $"Host: {Host}")).ShouldContain($"app GET {path}");

    [Fact]
    public async Task HEAD_gets_headers_and_nothing_else()
    {
        var answer = await RawHttp.SendAsync(Port, "HEAD / HTTP/1.1", $"Host: {Host}");

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task A_client_may_wait_to_be_told_to_send_its_body()
    {
        using var http = new HttpClient();
        using var request = Request(HttpMethod.Post, "/upload");
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(new byte[500_000]);
        using var answer = await http.SendAsync(request);

        (await answer.Content.ReadAsStringAsync()).ShouldBe("500000");
    }

    [Fact]
    public async Task Hints_before_the_answer_do_not_stand_for_it() =>
        (await RawHttp.SendAsync(Port, "GET /early HTTP/1.1", $"Host: {Host}")).ShouldContain("after hints");

    [Fact]
    public async Task An_app_that_does_not_speak_HTTP_is_answered_for()
    {
        using var answer = await app.Worker.GetAsync(app.Deployment, "/garbage");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("bad_gateway");
    }

    [Fact]
    public async Task When_a_client_goes_its_request_ends_at_the_app_too()
    {
        using (var http = new HttpClient())
        using (var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(500)))
            await Should.ThrowAsync<OperationCanceledException>(() => http.SendAsync(Request(HttpMethod.Get, "/hang"), gone.Token));

        await Eventually.BeAsync(() => SeenAsync("hanging"), hanging => hanging == 0, "the app sees its client go");
    }

    [Fact]
    public async Task What_a_client_does_not_read_stays_with_the_app()
    {
        using var http = new HttpClient();
        using var answer = await http.SendAsync(Request(HttpMethod.Get, "/flood"), HttpCompletionOption.ResponseHeadersRead);
        var written = -1L;

        await Eventually.BeTrueAsync(
            async () =>
            {
                var before = written;
                await Task.Delay(500);
                written = await SeenAsync("written");
                return written == before;
            },
            "the app writes no more");
        written.ShouldBeLessThan(60_000_000);
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(app.Worker.Apps, path)) { Headers = { Host = Host } };

    /// <summary>The sum over both instances: requests take turns.</summary>
    private async Task<long> SeenAsync(string what)
    {
        var seen = new HashSet<string>();
        for (var tries = 0; tries < 8; tries++)
        {
            using var answer = await app.Worker.GetAsync(app.Deployment, "/seen");
            seen.Add(await answer.Content.ReadAsStringAsync());
        }
        return seen.Sum(text => JsonDocument.Parse(text).RootElement.GetProperty(what).GetInt64());
    }
}
