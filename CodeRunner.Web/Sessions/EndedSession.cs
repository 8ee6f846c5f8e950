using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Sessions;

/// <summary>What a request knows of the session that its cookie names and that is over.</summary>
internal sealed record EndedSession(SessionEnd Why);
