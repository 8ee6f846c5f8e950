using System.Net;
using System.Net.Sockets;
using CodeRunner.Api.Webhooks;
using CodeRunner.Api.Webhooks.Delivering;
using CodeRunner.Core.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Api.Webhooks;

/// <summary>What names lead to, by a DNS of the test's own.</summary>
public sealed class SenderTests : IAsyncLifetime
{
    private const string Refused = "The host is not known, or its address is not public.";

    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await new Receiver().StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.7")]
    [InlineData("100.100.100.200")]
    [InlineData("169.254.169.254")]
    [InlineData("172.20.0.1")]
    [InlineData("192.168.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    public async Task A_name_that_leads_to_a_private_address_is_refused(params string[] addresses)
    {
        var result = await SendAsync($"http://hooks.example.org:{receiver.Port}/", (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));

        result.ShouldBe(new DeliveryResult(null, Refused));
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_refused_with_the_same_words() =>
        (await SendAsync("https://hooks.example.org/", (_, _) => throw new SocketException((int)SocketError.HostNotFound))).Error.ShouldBe(Refused);

    [Fact]
    public async Task This_machines_own_address_is_refused_although_it_may_be_public()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await probe.ConnectAsync(IPAddress.Loopback, 9);

        new OwnAddresses(TimeProvider.System).Has(((IPEndPoint)probe.LocalEndPoint!).Address).ShouldBeTrue();
        new OwnAddresses(TimeProvider.System).Has(IPAddress.Parse("8.8.8.8")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_is_looked_up_once_and_the_address_that_was_judged_is_connected_to()
    {
        var asked = 0;
        LookUpHost rebinds = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(Interlocked.Increment(ref asked) == 1 ? "127.0.0.1" : "127.0.0.2")]);

        var result = await SendAsync($"http://hooks.example.org:{receiver.Port}/", rebinds, $"hooks.example.org:{receiver.Port}");

        result.ShouldBe(new DeliveryResult(204, null));
        asked.ShouldBe(1);
        receiver.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_redirect_is_looked_up_and_judged_like_any_other_place()
    {
        var asked = new List<string>();
        receiver.Answers["/"] = context =>
        {
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"http://inner.example.org:{receiver.Port}/secret";
            return Task.CompletedTask;
        };

        var result = await SendAsync(
            $"http://hooks.example.org:{receiver.Port}/",
            (host, _) =>
            {
                asked.Add(host);
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            },
            $"hooks.example.org:{receiver.Port}");

        (result.Error, string.Join(' ', asked)).ShouldBe((Refused, "hooks.example.org inner.example.org"));
        receiver.All.ShouldHaveSingleItem().Path.ShouldBe("/");
    }

    [Fact]
    public async Task Another_host_that_it_is_redirected_to_gets_no_signature()
    {
        receiver.Answers["/"] = context =>
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = $"http://other.example.org:{receiver.Port}/there";
            return Task.CompletedTask;
        };

        var result = await SendAsync(
            $"http://hooks.example.org:{receiver.Port}/", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            $"hooks.example.org:{receiver.Port}", $"other.example.org:{receiver.Port}");

        result.ShouldBe(new DeliveryResult(204, null));
        receiver.All.Select(each => (each.Path, each.Body, each.Headers.ContainsKey("webhook-signature"))).ShouldBe([("/", "{}", true), ("/there", "{}", false)]);
    }

    [Theory]
    [InlineData("https://a.example/", "http://a.example/", null)]
    [InlineData("https://a.example/", "https://b:c@a.example/", null)]
    [InlineData("https://a.example/", "file:///etc/passwd", null)]
    [InlineData("http://a.example/", "https://a.example/x", "https://a.example/x")]
    [InlineData("https://a.example/x/y", "z", "https://a.example/x/z")]
    public void Nothing_that_was_begun_encrypted_goes_on_in_the_clear(string from, string place, string? followed) =>
        WebhookUrl.Follow(new Uri(from), new Uri(place, UriKind.RelativeOrAbsolute))?.AbsoluteUri.ShouldBe(followed);

    private static async Task<DeliveryResult> SendAsync(string url, LookUpHost lookUp, params string[] allowed)
    {
        var options = Options.Create(new WebhookOptions { AllowedPrivateHosts = allowed, ConnectTimeout = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(20) });
        using var sender = new WebhookSender(new OutsideConnections(lookUp, new OwnAddresses(TimeProvider.System), options), options, TimeProvider.System);
        return await sender.SendAsync(url, WebhookSignature.NewSecret(), Guid.NewGuid(), "{}", default);
    }
}
