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
        NuGetConfig.Read(Config("https://api.nuget.org/v3/index.json")).Variables.ShouldBeEmpty();
        NuGetConfig.Read("").Variables.ShouldBeEmpty();
        NuGetConfig.Read("<configuration>").Variables.ShouldBeEmpty();
        NuGetConfig.Read(Config("https://a.example.org/index.json", "https://b.example.org/index.json")).Variables.Single()
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
    public void NuGets_logins_become_variables_by_the_name_that_a_build_gives_the_source()
    {
        var read = NuGetConfig.Read("""
            <configuration>
              <packageSources>
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
                <add key="Our Feed" value="https://nuget.corp:8443/v3/index.json" />
                <add key="Other" value="https://nuget.corp:8443/other/index.json" />
              </packageSources>
              <packageSourceCredentials>
                <Our_x0020_Feed><add key="Username" value="u" /><add key="ClearTextPassword" value="p;w" /></Our_x0020_Feed>
                <Other><add key="Username" value="o" /><add key="ClearTextPassword" value="q" /><add key="ValidAuthenticationTypes" value="basic" /></Other>
              </packageSourceCredentials>
            </configuration>
            """);
        read.Unreadable.ShouldBeNull();
        read.Variables["NuGetPackageSourceCredentials_nuget_corp"].ShouldBe("Username=u;Password=p;w");
        read.Variables["NuGetPackageSourceCredentials_nuget_corp_2"].ShouldBe("Username=o;Password=q;ValidAuthenticationTypes=basic");
        var file = NuGetSources.Write(read.Variables["RestoreSources"].Split(';')).ShouldNotBeNull();
        file.ShouldContain("""<add key="nuget_corp" value="https://nuget.corp:8443/v3/index.json" />""");
        file.ShouldContain("""<add key="nuget_corp_2" value="https://nuget.corp:8443/other/index.json" />""");
        file.ShouldNotContain("p;w");
    }

    [Fact]
    public void A_password_that_only_Windows_can_read_is_refused_by_its_sources_name()
    {
        var read = NuGetConfig.Read("""
            <configuration>
              <packageSources><add key="Feed" value="https://nuget.corp/v3/index.json" /></packageSources>
              <packageSourceCredentials><Feed><add key="Username" value="u" /><add key="Password" value="AQAAANCM" /></Feed></packageSourceCredentials>
            </configuration>
            """);
        read.Unreadable.ShouldNotBeNull().ShouldContain("'Feed'");
        read.Unreadable.ShouldContain("--store-password-in-clear-text");
    }

    [Fact]
    public void What_the_operator_sets_is_all_that_there_is_and_without_it_the_machine_says()
    {
        var set = new BuildsOptions { Registries = { ["PIP_INDEX_URL"] = "https://pip.corp/simple", ["npm_config_registry"] = "" } };
        var exact = new RegistryEnvironment(Microsoft.Extensions.Options.Options.Create(set));
        exact.Variables.ShouldBe(new Dictionary<string, string> { ["PIP_INDEX_URL"] = "https://pip.corp/simple" });
        RegistryHosts.PlacesOf(exact.Variables, exact.IsExact).ShouldBe([("pip.corp", 443)]);

        var machine = new RegistryEnvironment(Microsoft.Extensions.Options.Options.Create(new BuildsOptions()));
        machine.IsExact.ShouldBeFalse();
        machine.Variables.ShouldBe(MachineRegistries.Read().Variables.Where(variable => variable.Value.Length > 0).ToDictionary(), ignoreOrder: true);
    }

    [Theory]
    [InlineData("npm_config_//npm.example.org/:_authToken", "abcdef123456", "abcdef123456")]
    [InlineData("PIP_INDEX_URL", "https://user:pass1234@pip.example.org/simple", "pass1234")]
    [InlineData("NuGetPackageSourceCredentials_x", "Username=u;Password=longsecret", "longsecret")]
    [InlineData("NuGetPackageSourceCredentials_x", "Username=u;Password=long;secret;ValidAuthenticationTypes=basic", "long;secret")]
    public void A_credential_is_known_wherever_it_stands(string name, string value, string secret) =>
        new RegistryEnvironment(new RegistrySettings(new Dictionary<string, string> { [name] = value }), isExact: true).Secrets.ShouldContain(secret);
}
