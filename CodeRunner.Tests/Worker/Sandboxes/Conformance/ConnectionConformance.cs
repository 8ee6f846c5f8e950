using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

public sealed class ConnectionConformance
{
    [Theory, EveryProvider("127.0.0.1:", NotOnSwarm = "Machines publish what listens at an address of the task's network; the task's loopback is its own.")]
    public Task The_port_it_was_told_is_reached_on_its_loopback(string kind, string address) => ReachesAsync(kind, address);

    [Theory, EveryProvider("0.0.0.0:", "[::]:")]
    public Task The_port_it_was_told_is_reached_at_any_address_it_has_bound(string kind, string address) => ReachesAsync(kind, address);

    private static async Task ReachesAsync(string kind, string address)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var spec = Server(lab, $"{address}$PORT");
        var id = await lab.StartAsync(spec);

        (await GetAsync(lab, id)).ShouldContain("hello from the app");
        (await (await lab.AddWorkerAsync()).FindAsync(id, lab.Soon))!.Port.ShouldNotBeNull();
        (await GetAsync(lab, id)).ShouldContain("hello from the app");
    }

    [Theory, EveryProvider]
    public async Task It_is_told_its_port_and_that_it_does_not_listen_is_said(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync(lab.Shell("echo $PORT $HOST $ASPNETCORE_HTTP_PORTS; sleep 100; exit 1") with { Listens = true });
        var port = (await lab.Provider.FindAsync(id, lab.Soon))!.Port.ShouldNotBeNull();

        (await lab.WaitForLineAsync(id, _ => true)).Text.ShouldBe($"{port} 0.0.0.0 {port}");
        (await Should.ThrowAsync<IOException>(async () => await lab.Provider.ConnectAsync(id, lab.Soon))).Message.ShouldContain("does not listen");
        await lab.Provider.StopAsync(id, TimeSpan.Zero, lab.Soon);
        (await Should.ThrowAsync<IOException>(async () => await lab.Provider.ConnectAsync(id, lab.Soon))).Message.ShouldContain("ended");
        await Should.ThrowAsync<IOException>(async () => await lab.Provider.ConnectAsync(Guid.NewGuid(), lab.Soon));
    }

    [Theory, EveryProvider(NotOnSwarm = "Nobody of ours is on the task's machine to look at its sockets.")]
    public async Task A_port_of_its_own_choice_is_found_where_the_machine_can_tell(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync(Server(lab, "127.0.0.1:$((PORT + 1))"));
        var port = (await lab.Provider.FindAsync(id, lab.Soon))!.Port!.Value;
        var can = kind != ProviderKind.Process;

        while (can && (await lab.Provider.FindListeningPortsAsync(id, lab.Soon)).Count == 0) await Task.Delay(50, lab.Soon);
        (await lab.Provider.FindListeningPortsAsync(id, lab.Soon)).ShouldBe(can ? [port + 1] : []);
    }

    [Theory, EveryProvider]
    public async Task Two_apps_do_not_take_each_others_connections(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var ids = new[] { await lab.StartAsync(Server(lab, "0.0.0.0:$PORT", "one")), await lab.StartAsync(Server(lab, "0.0.0.0:$PORT", "two")) };

        (await Task.WhenAll(ids.Select(id => GetAsync(lab, id)))).Select(answer => answer.TrimEnd()[^3..]).ShouldBe(["one", "two"]);
    }

    private static SandboxSpec Server(Lab lab, string address, string says = "hello from the app")
    {
        var spec = lab.Shell($"exec /bin/busybox httpd -f -p {address} -h /app") with { Listens = true };
        File.WriteAllText(Path.Combine(spec.AppDirectory, "index.html"), says);
        return spec;
    }

    /// <summary>It takes a moment until it listens.</summary>
    private static async Task<string> GetAsync(Lab lab, Guid id)
    {
        while (true)
            try
            {
                await using var connection = await lab.Provider.ConnectAsync(id, lab.Soon);
                await connection.WriteAsync("GET /index.html HTTP/1.0\r\n\r\n"u8.ToArray(), lab.Soon);
                using var reader = new StreamReader(connection);
                return await reader.ReadToEndAsync(lab.Soon);
            }
            catch (IOException e) when (e.Message.Contains("does not listen", StringComparison.Ordinal))
            {
                (await lab.Provider.FindAsync(id, lab.Soon))!.Running.ShouldBeTrue();
                await Task.Delay(20, lab.Soon);
            }
    }
}
