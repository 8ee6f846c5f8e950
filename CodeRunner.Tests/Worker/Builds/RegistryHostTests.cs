using CodeRunner.Worker.Builds;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class RegistryHostTests
{
    [Fact]
    public void The_hosts_of_a_build_are_those_of_every_url_in_its_settings_and_the_public_registries() =>
        RegistryHosts.PlacesOf(new Dictionary<string, string>
        {
            ["npm_config_registry"] = "http://npm.corp:4873/",
            ["npm_config_@acme:registry"] = "https://user:secret@acme.corp/npm/",
            ["npm_config_//npm.corp/:_authToken"] = "abc",
            ["RestoreSources"] = "https://nuget.corp/v3/index.json;/opt/packages",
            ["PIP_EXTRA_INDEX_URL"] = "https://pip.corp:8443/simple https://nuget.corp/simple",
            ["HTTPS_PROXY"] = "127.0.0.1:3128",
            ["NO_PROXY"] = "internal.corp",
            ["npm_config_noproxy"] = "other.corp",
            ["NODE_EXTRA_CA_CERTS"] = "/etc/ssl/corp.pem",
        }, exact: false).Select(p => $"{p.Host}:{p.Port}").ShouldBe(
            [
                "npm.corp:4873", "acme.corp:443", "nuget.corp:443", "pip.corp:8443", "127.0.0.1:3128",
                "registry.npmjs.org:443", "api.nuget.org:443", "pypi.org:443", "files.pythonhosted.org:443",
            ],
            ignoreOrder: true);
}
