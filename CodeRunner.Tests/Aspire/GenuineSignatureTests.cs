using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.Azure;
using Aspire.Hosting.Testing;
using Azure.Provisioning;
using Azure.Provisioning.AppContainers;
using CodeRunner.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.Tests.Aspire;

/// <summary>Runs on the genuine packages as well: then it proves the list.</summary>
public sealed class GenuineSignatureTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(DistributedApplication).Assembly, typeof(PostgresBuilderExtensions).Assembly, typeof(RedisBuilderExtensions).Assembly,
        typeof(DistributedApplicationTestingBuilder).Assembly, typeof(AspireEFPostgreSqlExtensions).Assembly, typeof(AspireRedisExtensions).Assembly,
        typeof(DockerComposeEnvironmentExtensions).Assembly, typeof(KubernetesEnvironmentExtensions).Assembly, typeof(AzureContainerAppExtensions).Assembly,
        typeof(AzurePostgresExtensions).Assembly, typeof(AzureManagedRedisExtensions).Assembly, typeof(AzureProvisioningResource).Assembly, typeof(ContainerApp).Assembly, typeof(BicepValue<>).Assembly,
    ];

    private static readonly Lazy<SortedSet<string>> Offered = new(() => PublicSurface.Of(Assemblies));

    [Fact]
    public void Every_signature_of_the_genuine_list_is_offered() => Genuine().Except(Offered.Value).ShouldBeEmpty();

    [Fact]
    public void LocalAspire_offers_nothing_in_Aspires_namespaces_that_Aspire_does_not_have()
    {
        // The genuine packages have more than the list, which names only what LocalAspire stands in for.
        if (Assemblies.Any(assembly => assembly.GetName().Name != "CodeRunner.LocalAspire")) return;
        Offered.Value.Except(Genuine()).ShouldBeEmpty();
    }

    private static IEnumerable<string> Genuine() =>
        File.ReadLines(Path.Combine(Repository.Root, "CodeRunner.Tests", "Aspire", "genuine-signatures.txt")).Where(line => !line.StartsWith('#'));
}
