namespace CodeRunner.Web;

/// <summary>Names this assembly to those who host it, such as a test's web application factory.</summary>
public interface IWebMarker;
