namespace CodeRunner.Api.Deployments.Hosts;

internal enum HostProof
{
    None,

    /// <summary>A TXT record of the name's owner that names the deployment.</summary>
    Dns,
}
