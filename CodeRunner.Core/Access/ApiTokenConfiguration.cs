using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Access;

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("api_tokens");
        builder.Property(token => token.Id).ValueGeneratedNever();
        builder.Property(token => token.Name).HasMaxLength(ApiToken.MostNameLength);
        builder.Property(token => token.Starts).HasMaxLength(20);
        builder.PrimitiveCollection(token => token.Environments).ElementType().HasConversion<string>();
        builder.PrimitiveCollection(token => token.Reveals).ElementType().HasConversion<string>();
        builder.HasOne<Project>().WithMany().HasForeignKey(token => token.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.CreatedBy).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(token => token.Hash).IsUnique();
        builder.HasIndex(token => token.FormerHash).IsUnique();
        builder.HasIndex(token => new { token.ProjectId, token.Name }).IsUnique();
        builder.HasIndex(token => token.ExpiresAt);
    }
}
