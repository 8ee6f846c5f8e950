namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>What a recommendation follows from. <see cref="Text"/> is for people, and says the same.</summary>
public sealed record Evidence(double HistoryHours, double RiskNow, double Utilisation, int OomKills, string Text);
