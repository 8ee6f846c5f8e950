namespace CodeRunner.Core.Vault;

/// <summary>A row that holds a secret, and is sealed anew when the master keys are rotated.</summary>
public interface ISealed
{
    Guid Id { get; }

    SealedSecret Sealed { get; }

    SecretBinding Binding { get; }

    void Seal(SealedSecret secret);
}
