namespace CodeRunner.Tests.Api.Matrix;

/// <summary>What a member may do in the project itself, in what is shared by all environments, and in two of them.</summary>
internal sealed record Grants(Rights Project, Rights Everywhere, Rights Staging, Rights Production)
{
    public Rights In(Place place) => place switch
    {
        Place.Project => Project,
        Place.Everywhere => Everywhere,
        Place.Staging => Staging,
        Place.Production => Production,
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };
}
