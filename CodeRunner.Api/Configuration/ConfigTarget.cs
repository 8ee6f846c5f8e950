namespace CodeRunner.Api.Configuration;

/// <summary>Whose configuration a route names: a deployment's, an environment's, or else what a project's environments share.</summary>
internal sealed record ConfigTarget(Guid Id, EnvironmentName? Environment, bool IsDeployment)
{
    /// <summary>Routes take ids and names of environments only.</summary>
    public static ValueTask<ConfigTarget> BindAsync(HttpContext context)
    {
        var values = context.Request.RouteValues;
        EnvironmentName? environment = values.TryGetValue("environment", out var name) ? Enum.Parse<EnvironmentName>((string)name!, ignoreCase: true) : null;
        var isDeployment = context.GetEndpoint()?.Metadata.GetMetadata<OfDeployment>() is not null;
        return ValueTask.FromResult(new ConfigTarget(Guid.Parse((string)values["id"]!), environment, isDeployment));
    }
}
