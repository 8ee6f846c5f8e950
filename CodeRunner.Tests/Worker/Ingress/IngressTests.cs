using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Ingress.Counting;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Ingress;

public sealed class IngressTests(ImpatientIngressApp app) : IClassFixture<ImpatientIngressApp>
{
    private string Host => $"{app.Deployment.Slug}.localhost";

    private int Port => app.Worker.Apps.Port;

    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}:1")]
    [InlineData("{0}.")]
    [InlineData("{0}.:65535")]
    public async Task An_app_is_found_by_its_name_however_it_is_written(string host)
    {
        foreach (var name in (string[])[Host, Host.ToUpperInvariant()])
            (await RawHttp.SendAsync(Port, "GET / HTTP/1.1", $"Host: {string.Format(null, host, name)}")).ShouldContain("app GET /");
    }

    [Theory]
    [InlineData("Host: localhost")]
    [InlineData("Host: nobody.localhost")]
    [InlineData("Host: a.{0}")]
    [InlineData("Host: {0}.evil.example")]
    [InlineData("Host: ..localhost")]
    [InlineData("Host: .localhost")]
    [InlineData("Host: 127.0.0.1")]
    [InlineData("Host: [::1]")]
    [InlineData("Host: <script>alert(1)</script>.localhost")]
    [InlineData("Host: {0}\r\nHost: other.localhost")]
    [InlineData("Host:")]
    [InlineData("X-Forwarded-Host: {0}\r\nHost: localhost")]
    public async Task Any_other_host_reaches_no_app_and_no_endpoint_of_the_platform(string headers)
    {
        foreach (var path in (string[])["/", "/health", "/alive", "/metrics"])
        {
            var answer = await RawHttp.SendAsync(Port, $"GET {path} HTTP/1.1", string.Format(null, headers, Host), "Accept: text/html");

            answer.ShouldMatch("^HTTP/1.1 40[04] ");
            answer.ShouldNotContain("app GET");
            answer.ShouldNotContain("<script>");
            answer.ShouldNotContain("healthy");
        }
    }

    [Fact]
    public async Task A_proxy_in_front_is_told_which_names_are_apps_and_only_at_the_Workers_own_port()
    {
        foreach (var (name, status) in ((string, string)[])[(Host, "204"), (Host.ToUpperInvariant(), "204"), ("nobody.localhost", "404"), ("localhost", "404"), ("", "404")])
            (await RawHttp.SendAsync(app.Worker.Management.Port, $"GET /ingress/hosts?domain={name} HTTP/1.1", "Host: localhost")).ShouldStartWith($"HTTP/1.1 {status} ");
        (await RawHttp.SendAsync(app.Worker.Management.Port, "GET /ingress/hosts HTTP/1.1", "Host: localhost")).ShouldStartWith("HTTP/1.1 400 ");
        (await RawHttp.SendAsync(Port, $"GET /ingress/hosts?domain={Host} HTTP/1.1", "Host: localhost")).ShouldStartWith("HTTP/1.1 404 ");
    }

    [Fact]
    public async Task A_request_line_may_name_the_host_as_for_a_proxy() =>
        (await RawHttp.SendAsync(Port, $"GET http://{Host}/ HTTP/1.1", $"Host: {Host}")).ShouldContain("app GET /");

    [Fact]
    public async Task A_request_line_that_names_another_host_than_its_header_is_refused()
    {
        var answer = await RawHttp.SendAsync(Port, $"GET http://{Host}/ HTTP/1.1", "Host: other.localhost");

        answer.ShouldNotContain("app GET");
    }

    [Fact]
    public async Task An_unknown_name_gets_a_page_for_people_and_a_problem_for_programs()
    {
        var page = await RawHttp.SendAsync(Port, "GET / HTTP/1.1", "Host: nobody.localhost", "Accept: text/html");
        page.ShouldContain("No app answers to this name");
        page.ShouldContain("text/html");

        var problem = await RawHttp.SendAsync(Port, "GET / HTTP/1.1", "Host: nobody.localhost");
        problem.ShouldContain("application/problem+json");
        problem.ShouldContain("unknown_host");
    }

    [Fact]
    public async Task The_management_port_answers_for_no_app()
    {
        var answer = await RawHttp.SendAsync(app.Worker.Management.Port, "GET /headers HTTP/1.1", $"Host: {Host}");

        answer.ShouldStartWith("HTTP/1.1 404");
        (await RawHttp.SendAsync(app.Worker.Management.Port, "GET /health/ready HTTP/1.1", "Host: localhost")).ShouldContain("\"worker\":{\"status\":\"healthy\"");
    }

    [Fact]
    public async Task An_app_learns_who_asks_from_the_platform_and_not_from_the_client()
    {
        var answer = await RawHttp.SendAsync(
            Port, "GET /headers HTTP/1.1", $"Host: {Host}:123", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6",
            "X-Mine: stays", "Keep-Alive: timeout=5", "Te: trailers", "Proxy-Connection: x");

        var headers = JsonDocument.Parse(answer[answer.IndexOf('{')..(answer.LastIndexOf('}') + 1)]).RootElement;
        headers.GetProperty("x-forwarded-for").GetString().ShouldBe("127.0.0.1");
        headers.GetProperty("x-forwarded-proto").GetString().ShouldBe("http");
        headers.GetProperty("x-forwarded-host").GetString().ShouldBe($"{Host}:123");
        headers.GetProperty("host").GetString().ShouldBe($"{Host}:123");
        headers.GetProperty("x-mine").GetString().ShouldBe("stays");
        foreach (var gone in (string[])["forwarded", "x-real-ip", "keep-alive", "proxy-connection", "traceparent"])
            headers.TryGetProperty(gone, out _).ShouldBeFalse(gone);
    }

    [Fact]
    public async Task Nor_from_names_that_a_CGI_app_reads_as_the_same()
    {
        string[] spoofed = ["X_Forwarded_For", "X_Forwarded-Proto", "x-forwarded_host", "X_REAL_IP", "X_Forwarded_Prefix", "X-Forwarded_Port"];
        var answer = await RawHttp.SendAsync(Port, "GET /headers HTTP/1.1", [$"Host: {Host}", .. spoofed.Select(name => $"{name}: 6.6.6.6"), "My_Own: stays"]);

        var headers = JsonDocument.Parse(answer[answer.IndexOf('{')..(answer.LastIndexOf('}') + 1)]).RootElement;
        headers.GetProperty("my_own").GetString().ShouldBe("stays");
        foreach (var name in spoofed)
            headers.TryGetProperty(name.ToLowerInvariant(), out _).ShouldBeFalse(name);
    }

    [Fact]
    public async Task Events_arrive_one_by_one_and_may_take_longer_than_an_answer_may()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Worker.Apps, "/events")) { Headers = { Host = Host } };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync()).ShouldBe("data: first");
        await reader.ReadLineAsync();
        var last = reader.ReadLineAsync();
        last.IsCompleted.ShouldBeFalse();
        (await last).ShouldBe("data: last");
    }

    [Fact]
    public async Task A_WebSocket_is_carried_both_ways_for_as_long_as_it_likes()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", Host);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/socket"), default);
        var buffer = new byte[200];

        foreach (var text in (string[])["hello", "again"])
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, default);
            var received = await socket.ReceiveAsync(buffer, default);
            Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe(text);
            await Task.Delay(TimeSpan.FromSeconds(2.5));
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    [Theory]
    [InlineData("/hang", HttpStatusCode.GatewayTimeout, "timeout")]
    [InlineData("/reset", HttpStatusCode.BadGateway, "bad_gateway")]
    public async Task An_app_that_does_not_answer_gets_an_answer_in_its_place(string path, HttpStatusCode status, string code)
    {
        using var answer = await app.Worker.GetAsync(app.Deployment, path);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
    }

    [Fact]
    public async Task An_app_that_dies_before_the_first_byte_of_its_answer_is_one_request_and_one_error()
    {
        var counter = app.Worker.Services.GetRequiredService<RouteTable>().All.Single().Load.Counter!;
        var before = Counted();
        using (var answer = await app.Worker.GetAsync(app.Deployment, "/torn"))
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);

        Counted().ShouldBe((before.Answers + 1, before.Failures + 1, before.Out));

        (long Answers, long Failures, long Out) Counted() => (Enumerable.Range(0, AnswerClass.Count).Sum(each => counter.OfClass(each)), counter.Failures, counter.Out);
    }

    [Theory]
    [InlineData(900_000, HttpStatusCode.OK)]
    [InlineData(1_100_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_be_as_large_as_the_limit_says(int bytes, HttpStatusCode status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Worker.Apps, "/upload")) { Headers = { Host = Host }, Content = new ByteArrayContent(new byte[bytes]) };
        using var answer = await http.SendAsync(request);

        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Who_is_refused_for_a_body_too_large_may_go_on_sending_it_and_reads_why()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"POST /upload HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 1100000\r\nConnection: close\r\n\r\n"));
        var begin = new byte[12];
        await stream.ReadExactlyAsync(begin);

        for (var sent = 0; sent < 1_100_000; sent += 100_000)
            await stream.WriteAsync(new byte[100_000]);

        using var reader = new StreamReader(stream);
        Encoding.Latin1.GetString(begin).ShouldBe("HTTP/1.1 413");
        (await reader.ReadToEndAsync()).ShouldContain("too_large");
    }

    [Fact]
    public async Task When_one_of_two_instances_dies_no_request_after_it_fails()
    {
        using (var death = await app.Worker.GetAsync(app.Deployment, "/die"))
            death.StatusCode.ShouldBe(HttpStatusCode.BadGateway);

        for (var request = 0; request < 60; request++)
        {
            using var answer = await app.Worker.GetAsync(app.Deployment);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        await Eventually.BeAsync(() => app.Node.InstancesAsync(app.Deployment), all => all.TrueForAll(each => each.State == Contracts.Deployments.InstanceState.Running), "both run again");
    }
}
