namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>One whose ingress waits for an answer no longer than a test likes to.</summary>
public sealed class ImpatientIngressApp : IngressApp
{
    protected override string ResponseTimeout => "00:00:04";
}
