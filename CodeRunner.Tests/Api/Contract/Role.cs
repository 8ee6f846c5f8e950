namespace CodeRunner.Tests.Api.Contract;

/// <summary>Who asks.</summary>
internal enum Role
{
    /// <summary>Owns the project, and is an operator of the platform.</summary>
    Owner,

    /// <summary>A member who may read.</summary>
    Viewer,

    /// <summary>An API token of the owner's.</summary>
    Machine,

    /// <summary>Signed in, and no member.</summary>
    Stranger,

    /// <summary>Not signed in.</summary>
    Nobody,
}
