using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Core.Access;
using CodeRunner.Core.Projects;

namespace CodeRunner.Api.Tokens;

/// <summary>What a token may be.</summary>
internal static class ApiTokenRules
{
    public static Faults Check(ApiTokenRequest request, DateTimeOffset now)
    {
        var (name, environments, reveals) = (request.Name ?? "", request.Environments, request.Reveal ?? []);
        return new Faults()
            .Length(name, "name", 1, ApiToken.MostNameLength)
            .Check(!name.Any(char.IsControl), "name", "It must not have control characters.")
            .Check(request.Role < ProjectRole.Owner, "role", "It must be viewer, developer or maintainer.")
            .Check(environments is not { Count: 0 }, "environments", "Name at least one, or leave it out for all where your role holds.")
            .Check(reveals.Count == 0 || request.Role != ProjectRole.Viewer, "reveal", "A viewer reveals no secrets.")
            .Check(environments is null || reveals.All(each => environments.Contains(each)), "reveal", "Each must be among the environments.")
            .Check(IsTime(request.ExpiresAt, now), "expiresAt", "It must be in the future, and at most a year from now.");
    }

    public static Faults Check(RotateApiTokenRequest request, DateTimeOffset now) => new Faults()
        .Range(request.Overlap, "overlap", 0, (int)ApiToken.MostOverlap.TotalSeconds, " seconds")
        .Check(IsTime(request.ExpiresAt, now), "expiresAt", "It must be in the future, and at most a year from now.");

    /// <summary>Names what the maker has not: nobody makes a token that may more.</summary>
    public static Faults CheckReach(ApiTokenRequest request, Reach maker) => new Faults()
        .Check(request.Role <= maker.Role, "role", "Your own role is a lesser one.")
        .Check((request.Environments ?? []).All(each => maker.Allows(Right.Read, each)), "environments", "Your own role does not hold in each of them.")
        .Check((request.Reveal ?? []).All(each => maker.Allows(Right.Reveal, each)), "reveal", "You may not reveal secrets in each of them yourself.");

    private static bool IsTime(DateTimeOffset? expiresAt, DateTimeOffset now) => expiresAt is not { } time || (time > now && time <= now + ApiToken.MostLife);
}
