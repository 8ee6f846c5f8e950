namespace CodeRunner.Contracts.Projects;

public enum EnvironmentName
{
    Development,
    Staging,
    Production,
}
