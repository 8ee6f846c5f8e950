namespace CodeRunner.Api.Access;

/// <summary>Metadata of an endpoint that no API token may ask, whatever its scope: what decides who may do what, and what is not a project's.</summary>
internal sealed record PeopleOnly;
