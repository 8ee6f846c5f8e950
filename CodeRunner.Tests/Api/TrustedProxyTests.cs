using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Tests.Api.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Api;

public sealed class TrustedProxyTests
{
    [Theory]
    [InlineData("10.1.2.3", "203.0.113.7")]
    [InlineData("::ffff:10.1.2.3", "203.0.113.7")]
    [InlineData("192.0.2.9", "203.0.113.7")]
    [InlineData("192.0.2.8", "192.0.2.8")]
    [InlineData("11.1.2.3", "11.1.2.3")]
    public async Task Only_proxies_that_are_named_are_believed_where_a_request_came_from(string from, string seen)
    {
        await using var api = await ApiFactory.StartAsync(settings: Trust("10.0.0.0/8", "192.0.2.9"), services: services => services.AddSingleton<IStartupFilter>(new From(IPAddress.Parse(from))));
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        ada.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await ConfigUser.Of(ada, project).SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit"))!.Items.ShouldHaveSingleItem().Ip.ShouldBe(seen);
    }

    [Fact]
    public async Task What_is_no_network_ends_the_start_with_the_key_named() =>
        (await Should.ThrowAsync<OptionsValidationException>(() => ApiFactory.StartAsync(settings: Trust("10.0.0.0/99")))).Message.ShouldContain("Access:TrustedProxies: \"10.0.0.0/99\"");

    private static Dictionary<string, string> Trust(params string[] proxies) =>
        proxies.Select((proxy, index) => (proxy, index)).ToDictionary(each => $"Access:TrustedProxies:{each.index}", each => each.proxy);

    /// <summary>Stands for another machine: tests have only this one.</summary>
    private sealed class From(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = address;
                return rest(context);
            });
            next(app);
        };
    }
}
