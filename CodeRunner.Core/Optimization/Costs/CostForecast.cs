namespace CodeRunner.Core.Optimization.Costs;

/// <summary>
/// What a month will have cost at its end: <see cref="Expected"/>, and with nine chances in ten between <see cref="Low"/> and <see cref="High"/>. <see cref="Spent"/> of it is
/// spent already, so none is less than that.
/// </summary>
public sealed record CostForecast(decimal Spent, decimal Expected, decimal Low, decimal High, ForecastMethod Method);
