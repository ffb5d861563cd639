package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Empty;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementOrList;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.RequirementRule;
import io.meshwright.proxy.snapshot.JwtAuthentication.HeaderLocation;
import io.meshwright.proxy.snapshot.JwtAuthentication.Locations;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class JwtParserTest {
  private static final JwtProvider ISSUER =
      JwtProvider.newBuilder()
          .setIssuer("me")
          .setLocalJwks(DataSource.newBuilder().setInlineString("{}"))
          .build();

  private static JwtAuthentication requiring(JwtRequirement requirement) {
    return JwtAuthentication.newBuilder()
        .putProviders("p", ISSUER)
        .addRules(
            RequirementRule.newBuilder()
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setRequires(requirement))
        .build();
  }

  private static JwtRequirement of(String provider) {
    return JwtRequirement.newBuilder().setProviderName(provider).build();
  }

  private static Requirement requirement(JwtAuthentication proto) throws ConfigException {
    return JwtParser.parse(proto, new Where("it", "")).rules().getFirst().requirement();
  }

  @Test
  void aProviderThatNamesNoPlaceHasEnvoys() throws Exception {
    Requirement.Of required = (Requirement.Of) requirement(requiring(of("p")));
    assertThat(required.provider().locations())
        .isEqualTo(
            new Locations(
                List.of(new HeaderLocation("authorization", "Bearer ")),
                List.of("access_token"),
                List.of()));
  }

  @Test
  void whatMayBeMissingIsLookedForLastAndWhereTheOthersHaveIt() throws Exception {
    JwtRequirement missing =
        JwtRequirement.newBuilder().setAllowMissing(Empty.getDefaultInstance()).build();
    JwtRequirementOrList some =
        JwtRequirementOrList.newBuilder().addRequirements(missing).addRequirements(of("p")).build();
    Requirement.AnyOf any =
        (Requirement.AnyOf)
            requirement(requiring(JwtRequirement.newBuilder().setRequiresAny(some).build()));
    Requirement.Of required = (Requirement.Of) any.requirements().getFirst();
    assertThat(any.requirements().getLast())
        .isEqualTo(new Requirement.Optionally(List.of(required.provider()), false));
  }

  @Test
  void aProviderThatIsNotConfiguredIsNamedByPath() {
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(
                ConfigException.class, () -> requirement(requiring(of("nobody")))));
    assertThat(thrown.errors().stream().map(ConfigError::fieldPath))
        .containsExactly("rules[0].requires.provider_name");
  }
}
