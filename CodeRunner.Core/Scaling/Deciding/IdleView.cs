namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>Of a deployment that may sleep: for how long it has been idle, and after how long it sleeps, in seconds.</summary>
internal readonly record struct IdleView(int Seconds, int Limit);
