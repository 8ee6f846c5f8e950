using System.Collections;
using CodeRunner.Worker.Builds;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class RegistryTests
{
    [Fact]
    public void Npms_settings_become_variables_and_what_is_no_registrys_stays_out()
    {
        var variables = MachineRegistries.FromNpmrc("""
            # mine
            registry=https://npm.example.org/
            @acme:registry = https://acme.example.org/
            //npm.example.org/:_authToken="abc123"
            cafile=/etc/ssl/x.pem
            strict-ssl=false
            init-author-name=Somebody
            """).ToDictionary();
        variables.ShouldBe(
            new Dictionary<string, string>
            {
                ["npm_config_registry"] = "https://npm.example.org/",
                ["npm_config_@acme:registry"] = "https://acme.example.org/",
                ["npm_config_//npm.example.org/:_authToken"] = "abc123",
                ["npm_config_cafile"] = "/etc/ssl/x.pem",
                ["npm_config_strict_ssl"] = "false",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Pips_settings_become_variables() =>
        MachineRegistries.FromPipConf("[global]\nindex-url = https://pip.example.org/simple\ntimeout = 5\n").ToDictionary()
            .ShouldBe(new Dictionary<string, string> { ["PIP_INDEX_URL"] = "https://pip.example.org/simple" });

    [Fact]
    public void NuGets_sources_become_a_variable_unless_there_is_only_the_public_one()
    {
        MachineRegistries.FromNuGetConfig(Config("https://api.nuget.org/v3/index.json")).ShouldBeEmpty();
        MachineRegistries.FromNuGetConfig("").ShouldBeEmpty();
        MachineRegistries.FromNuGetConfig("<configuration>").ShouldBeEmpty();
        MachineRegistries.FromNuGetConfig(Config("https://a.example.org/index.json", "https://b.example.org/index.json")).Single()
            .ShouldBe(new KeyValuePair<string, string>("RestoreSources", "https://a.example.org/index.json;https://b.example.org/index.json"));

        static string Config(params string[] sources) =>
            $"<configuration><packageSources>{string.Concat(sources.Select(source => $"<add key=\"{source}\" value=\"{source}\" />"))}</packageSources></configuration>";
    }

    [Fact]
    public void Only_what_concerns_packages_is_taken_from_the_Workers_environment()
    {
        var environment = new Hashtable
        {
            ["ConnectionStrings__db"] = "secret",
            ["PATH"] = "/bin",
            ["NODE_OPTIONS"] = "--x",
            ["https_proxy"] = "http://proxy:3128",
            ["NPM_CONFIG_REGISTRY"] = "https://npm.example.org/",
            ["npm_config_prefix"] = "/root/x",
            ["PIP_INDEX_URL"] = "https://pip.example.org/simple",
        };
        MachineRegistries.FromEnvironment(environment).Select(variable => variable.Key).ShouldBe(["https_proxy", "NPM_CONFIG_REGISTRY", "PIP_INDEX_URL"], ignoreOrder: true);
    }

    [Fact]
    public void Settings_win_over_the_machine_and_an_empty_one_takes_away()
    {
        var machine = new Dictionary<string, string> { ["npm_config_registry"] = "https://a/", ["PIP_INDEX_URL"] = "https://b/" };
        var settings = new Dictionary<string, string> { ["npm_config_registry"] = "https://c/", ["PIP_INDEX_URL"] = "" };
        new RegistryEnvironment(machine, settings).Variables.ShouldBe(new Dictionary<string, string> { ["npm_config_registry"] = "https://c/" });
    }

    [Theory]
    [InlineData("npm_config_//npm.example.org/:_authToken", "abcdef123456", "abcdef123456")]
    [InlineData("PIP_INDEX_URL", "https://user:pass1234@pip.example.org/simple", "pass1234")]
    [InlineData("NuGetPackageSourceCredentials_x", "Username=u;Password=longsecret", "longsecret")]
    public void A_credential_is_masked_wherever_it_stands(string name, string value, string secret) =>
        new RegistryEnvironment(new Dictionary<string, string> { [name] = value }, new Dictionary<string, string>()).Mask($"<{secret}> and {value}").ShouldNotContain(secret);
}
