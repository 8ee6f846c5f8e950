namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is made of others.</summary>
public interface IValueWithReferences
{
    IEnumerable<object> References { get; }
}
