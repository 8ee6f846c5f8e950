namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// The highest number of the last so many ticks. Only numbers that can still become the highest are kept, so they fall from the first to the last, and asking is one look.
/// </summary>
internal sealed class KpaDelayWindow(double delaySeconds)
{
    private readonly (long Tick, int Value)[] _falling = new (long, int)[(int)Math.Ceiling(delaySeconds / KpaAutoscaler.TickSeconds)];
    private int _first;
    private int _count;
    private long _latest = long.MinValue;

    public int Highest(int value, double nowSeconds)
    {
        _latest = Math.Max(_latest, (long)Math.Floor(nowSeconds / KpaAutoscaler.TickSeconds));
        while (_count > 0 && Last.Value <= value)
            _count--;
        while (_count > 0 && _latest - _falling[_first].Tick >= _falling.Length)
        {
            _first = (_first + 1) % _falling.Length;
            _count--;
        }
        // A higher one of the same tick covers this one for all its time.
        if (_count == 0 || Last.Tick != _latest)
        {
            _count++;
            Last = (_latest, value);
        }
        return _falling[_first].Value;
    }

    private ref (long Tick, int Value) Last => ref _falling[(_first + _count - 1) % _falling.Length];
}
