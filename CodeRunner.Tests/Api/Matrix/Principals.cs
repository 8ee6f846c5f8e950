using CodeRunner.Tests.Api.Support;
using static CodeRunner.Tests.Api.Matrix.Rights;

namespace CodeRunner.Tests.Api.Matrix;

/// <summary>Everybody there is, with what the documentation says that they may.</summary>
internal static class Principals
{
    private const Rights Nothing = Anyone;
    private const Rights Deploys = Read | Deploy;
    private const Rights Manages = Deploys | Manage;
    private const Rights Configures = SeeConfig | WriteConfig;
    private const Rights Owns = Manages | Own;

    private static readonly string[] Everywhere = ["development", "staging", "production"];

    public static IReadOnlyList<Principal> All { get; } =
    [
        new("anonymous", Nothing, null, world => Task.FromResult(world.Anonymous())),
        new("signed in, but the session expired", Nothing, null, world => Task.FromResult(world.Expired())),
        new("an expired token", Nothing, null, world => world.ExpiredMachineAsync()),
        new("the owner of another project", SignedIn, null, world => world.OtherOwnerAsync()),
        new("an operator", SignedIn | Operator, null, world => world.Api.OperatorAsync()),
        new("a removed member", SignedIn, null, world => world.RemovedAsync()),
        new("a viewer", SignedIn, new(Read, Read, Read, Read), world => world.MemberAsync(new { role = "viewer" })),
        new("a developer without a grant", SignedIn, new(Deploys, Deploys, Deploys, Deploys), world => world.MemberAsync(new { role = "developer" })),
        new("a developer with the grant of staging", SignedIn, new(Deploys, Nothing, Deploys | Configures | Reveal, Nothing),
            world => world.MemberAsync(new { role = "developer", environments = new[] { "staging" } })),
        new("a developer with the grant of each", SignedIn, new(Deploys, Deploys | Configures, Deploys | Configures | Reveal, Deploys | Configures),
            world => world.MemberAsync(new { role = "developer", environments = Everywhere })),
        new("a maintainer", SignedIn, new(Manages, Manages | Configures, Manages | Configures | Reveal, Manages | Configures),
            world => world.MemberAsync(new { role = "maintainer" })),
        new("a maintainer of staging", SignedIn, new(Manages, Nothing, Manages | Configures | Reveal, Nothing),
            world => world.MemberAsync(new { role = "maintainer", environments = new[] { "staging" } })),
        new("a maintainer who may reveal in production too", SignedIn,
            new(Manages, Manages | Configures | Reveal, Manages | Configures | Reveal, Manages | Configures | Reveal),
            world => world.MemberAsync(new { role = "maintainer", reveal = Everywhere })),
        new("an owner", SignedIn, new(Owns, Owns | Configures, Owns | Configures | Reveal, Owns | Configures), world => world.MemberAsync(new { role = "owner" })),
        new("an owner's token that may all that a token may", SignedIn, new(Manages, Manages | Configures, Manages | Configures, Manages | Configures),
            world => world.Api.MachineAsync(world.Ada, world.Project, "maintainer")) { IsMachine = true },
        new("an owner's token of a developer in staging", SignedIn, new(Deploys, Nothing, Deploys | Configures, Nothing),
            world => world.Api.MachineAsync(world.Ada, world.Project, "developer", ["staging"])) { IsMachine = true },
        new("an owner's token of another project", SignedIn, null, world => world.OtherMachineAsync()) { IsMachine = true },
    ];
}
