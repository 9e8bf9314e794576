package dev.parley.engine.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The models that Parley knows by name, and what a person may write in place of one of these names. */
public final class ModelCatalog {

    /** The model that is fetched where nobody chose one. */
    public static final String DEFAULT = "smollm2-135m-instruct";

    private final List<CatalogModel> models;

    /** A catalogue of these models; their names are unique. */
    public ModelCatalog(List<CatalogModel> models) {
        this.models = List.copyOf(models);
    }

    /** The catalogue that Parley ships. */
    public static ModelCatalog shipped() {
        try (InputStream yaml =
                Objects.requireNonNull(ModelCatalog.class.getResourceAsStream("catalogue.yaml"), "catalogue.yaml")) {
            return new ModelCatalog(CatalogReader.read(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All models, in the catalogue's order. */
    public List<CatalogModel> models() {
        return models;
    }

    /** The model of that name. */
    public Optional<CatalogModel> find(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /**
     * Reads what a person wrote: a name of the catalogue; an address (with {@code ://}) of a {@code .gguf}; or a path,
     * which has a separator, ends in {@code .gguf}, or is a file that exists. A leading {@code ~/} is the home folder.
     *
     * @throws UnknownModelException for a name that is none of these; it lists near matches
     * @throws DownloadException for an address that Parley does not fetch from
     */
    public ModelReference resolve(String text) {
        String given = text.strip();
        var named = find(given.toLowerCase(Locale.ROOT));
        if (named.isPresent()) {
            return new ModelReference.Named(named.get());
        }
        if (given.contains("://")) {
            return new ModelReference.Remote(address(given));
        }
        try {
            Path path = given.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), given.substring(2))
                    : Path.of(given);
            boolean looksLikeOne = given.contains("/") || given.contains("\\") || given.endsWith(".gguf");
            if (!given.isEmpty() && (looksLikeOne || Files.isRegularFile(path))) {
                return new ModelReference.File(path.toAbsolutePath().normalize());
            }
        } catch (InvalidPathException _) {
            // No path either.
        }
        throw unknown(given);
    }

    private static URI address(String text) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            throw new DownloadException("\"%s\" is no address: %s.".formatted(text, e.getReason()), e);
        }
        SafeAddress.require(address);
        if (!String.valueOf(address.getPath()).endsWith(".gguf")) {
            throw new DownloadException(
                    "The address %s does not lead to a .gguf file.".formatted(SafeAddress.shown(address)));
        }
        return address;
    }

    private UnknownModelException unknown(String given) {
        var near = new NearNames(models.stream().map(CatalogModel::name).toList()).to(given);
        String hint = near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?";
        return new UnknownModelException(
                "There is no model \"%s\".%s parley model list shows all of them; a path or an address of a .gguf file works too."
                        .formatted(given, hint));
    }
}
