// Volumes, surfaces and diagonals of solids.
#include "rules/kinds/figure.h"

namespace qed::rules::kinds {
namespace {

using enum Quantity::Type;

constexpr std::string_view kVolume = "volume|capacity|v|space";
constexpr std::string_view kSurface = "surface area|total surface area|surface|total surface|area of the surface";
constexpr std::string_view kLateral =
    "lateral surface area|lateral area|curved surface area|lateral surface|curved surface|area of the (curved|lateral) surface";

constexpr Quantity kCube[] = {
    {"edge", "edge|edges|side|sides|side length|edge length|side lengths|edge lengths|length of an edge|s|a|length of a side",
     "on each side|on a side|on each edge|wide"},
    {"volume", kVolume, {}, kSize},
    {"surface", kSurface, {}, kSize},
    {"diagonal", "diagonal|space diagonal|main diagonal|body diagonal|long diagonal|interior diagonal|longest diagonal"},
    {"face_diagonal", "face diagonal|diagonal of a face"},
};
constexpr FigureFormula kCubeFormulas[] = {
    {"volume", "edge", "edge**3"},
    {"volume", "surface", "sqrt(surface/6)**3"},
    {"volume", "diagonal", "(diagonal/sqrt(3))**3"},
    {"surface", "edge", "6*edge**2"},
    {"surface", "volume", "6*real_root(volume, 3)**2"},
    {"surface", "diagonal", "2*diagonal**2"},
    {"diagonal", "edge", "edge*sqrt(3)", "ans**2 == 3*edge**2"},
    {"diagonal", "volume", "sqrt(3)*real_root(volume, 3)"},
    {"diagonal", "surface", "sqrt(surface/2)"},
    {"face_diagonal", "edge", "edge*sqrt(2)", "ans**2 == 2*edge**2"},
    {"edge", "volume", "real_root(volume, 3)", "ans**3 == volume"},
    {"edge", "surface", "sqrt(surface/6)", "6*ans**2 == surface"},
    {"edge", "diagonal", "diagonal/sqrt(3)", "3*ans**2 == diagonal**2"},
};

constexpr Quantity kBox[] = {
    {"length width height", "edges|sides|dimensions|side lengths|edge lengths|edges of length", {}, kList},
    {"length width height", "dimensions|edges|sides|size|edge lengths", {}, kDimensions},
    {"length", "length|l", "long"},
    {"width", "width|breadth|w|depth", "wide|deep|broad"},
    {"height", "height|h", "high|tall"},
    {"volume", kVolume, {}, kSize},
    {"surface", kSurface, {}, kSize},
    {"diagonal", "diagonal|space diagonal|main diagonal|body diagonal|long diagonal|interior diagonal|longest diagonal"},
};
constexpr FigureFormula kBoxFormulas[] = {
    {"volume", "length width height", "length*width*height"},
    {"surface", "length width height", "2*(length*width + width*height + height*length)"},
    {"diagonal", "length width height", "sqrt(length**2 + width**2 + height**2)",
     "ans**2 == length**2 + width**2 + height**2"},
    {"height", "length width volume", "volume/(length*width)"},
    {"width", "length height volume", "volume/(length*height)"},
    {"length", "width height volume", "volume/(width*height)"},
};

constexpr Quantity kCylinder[] = {
    {"radius", "radius|base radius|r|radius of the base|radius of its base"},
    {"diameter", "diameter|base diameter|d"},
    {"height", "height|h|altitude|length", "high|tall|long"},
    {"volume", kVolume, {}, kSize},
    {"surface", kSurface, {}, kSize},
    {"lateral", kLateral, {}, kSize},
    {"base_area", "base area|area of the base|base of area", {}, kSize},
};
constexpr FigureFormula kCylinderFormulas[] = {
    {"volume", "radius height", "pi*radius**2*height"},
    {"volume", "diameter height", "pi*diameter**2*height/4"},
    {"volume", "base_area height", "base_area*height"},
    {"surface", "radius height", "2*pi*radius*(radius + height)"},
    {"surface", "diameter height", "pi*diameter*(diameter/2 + height)"},
    {"lateral", "radius height", "2*pi*radius*height"},
    {"lateral", "diameter height", "pi*diameter*height"},
    {"height", "radius volume", "volume/(pi*radius**2)", "simplify(pi*radius**2*ans - volume) == 0"},
    {"height", "diameter volume", "4*volume/(pi*diameter**2)"},
    {"radius", "height volume", "sqrt(volume/(pi*height))", "simplify(pi*ans**2*height - volume) == 0"},
};

constexpr Quantity kCone[] = {
    {"radius", "radius|base radius|r|radius of the base|radius of its base"},
    {"diameter", "diameter|base diameter|d"},
    {"height", "height|h|altitude|vertical height|perpendicular height", "high|tall"},
    {"slant", "slant height|slant|l|slant length"},
    {"volume", kVolume, {}, kSize},
    {"surface", kSurface, {}, kSize},
    {"lateral", kLateral, {}, kSize},
    {"base_area", "base area|area of the base|base of area", {}, kSize},
};
constexpr FigureFormula kConeFormulas[] = {
    {"volume", "radius height", "pi*radius**2*height/3"},
    {"volume", "diameter height", "pi*diameter**2*height/12"},
    {"volume", "base_area height", "base_area*height/3"},
    {"volume", "radius slant", "pi*radius**2*sqrt(slant**2 - radius**2)/3", "radius < slant"},
    {"surface", "radius slant", "pi*radius*(radius + slant)", "radius < slant"},
    {"surface", "radius height", "pi*radius*(radius + sqrt(radius**2 + height**2))"},
    {"lateral", "radius slant", "pi*radius*slant", "radius < slant"},
    {"lateral", "radius height", "pi*radius*sqrt(radius**2 + height**2)"},
    {"slant", "radius height", "sqrt(radius**2 + height**2)", "ans**2 == radius**2 + height**2"},
    {"height", "radius slant", "sqrt(slant**2 - radius**2)", "radius < slant and ans**2 + radius**2 == slant**2"},
    {"height", "radius volume", "3*volume/(pi*radius**2)", "simplify(pi*radius**2*ans/3 - volume) == 0"},
    {"radius", "height volume", "sqrt(3*volume/(pi*height))", "simplify(pi*ans**2*height/3 - volume) == 0"},
};

constexpr Quantity kSphere[] = {
    {"radius", "radius|r"},
    {"diameter", "diameter|d"},
    {"volume", kVolume, {}, kSize},
    {"surface", "surface area|total surface area|surface|area|area of the surface|curved surface area", {}, kSize},
};
constexpr FigureFormula kSphereFormulas[] = {
    {"volume", "radius", "4*pi*radius**3/3"},
    {"volume", "diameter", "pi*diameter**3/6"},
    {"volume", "surface", "4*pi*sqrt(surface/(4*pi))**3/3"},
    {"surface", "radius", "4*pi*radius**2"},
    {"surface", "diameter", "pi*diameter**2"},
    {"surface", "volume", "4*pi*real_root(3*volume/(4*pi), 3)**2"},
    {"radius", "volume", "real_root(3*volume/(4*pi), 3)", "simplify(4*pi*ans**3/3 - volume) == 0"},
    {"radius", "surface", "sqrt(surface/(4*pi))", "simplify(4*pi*ans**2 - surface) == 0"},
    {"radius", "diameter", "diameter/2"},
    {"diameter", "volume", "2*real_root(3*volume/(4*pi), 3)", "simplify(pi*ans**3/6 - volume) == 0"},
    {"diameter", "surface", "sqrt(surface/pi)", "simplify(pi*ans**2 - surface) == 0"},
    {"diameter", "radius", "2*radius"},
};

constexpr Quantity kHemisphere[] = {
    {"radius", "radius|r"},
    {"diameter", "diameter|d"},
    {"volume", kVolume, {}, kSize},
    {"lateral", "curved surface area|lateral surface area|curved area", {}, kSize},
    {"surface", "total surface area", {}, kSize},  // "surface area" alone may or may not count the flat side
};
constexpr FigureFormula kHemisphereFormulas[] = {
    {"volume", "radius", "2*pi*radius**3/3"},
    {"volume", "diameter", "pi*diameter**3/12"},
    {"lateral", "radius", "2*pi*radius**2"},
    {"surface", "radius", "3*pi*radius**2"},
};

constexpr Quantity kSquarePyramid[] = {
    {"side", "base|base side|base edge|side|base side length|base length|side of the base|base edges|side length|base edge length|base sides|square base|"
             "square base of side [length]|square base with side [length]|side length of the base|base of side [length]"},
    {"height", "height|h|altitude|vertical height|perpendicular height", "high|tall"},
    {"slant", "slant height"},
    {"volume", kVolume, {}, kSize},
    {"surface", kSurface, {}, kSize},
    {"lateral", kLateral, {}, kSize},
};
constexpr FigureFormula kSquarePyramidFormulas[] = {
    {"volume", "side height", "side**2*height/3"},
    {"volume", "side slant", "side**2*sqrt(slant**2 - side**2/4)/3", "side < 2*slant"},
    {"surface", "side slant", "side**2 + 2*side*slant", "side < 2*slant"},
    {"surface", "side height", "side**2 + 2*side*sqrt(height**2 + side**2/4)"},
    {"lateral", "side slant", "2*side*slant", "side < 2*slant"},
    {"lateral", "side height", "2*side*sqrt(height**2 + side**2/4)"},
    {"slant", "side height", "sqrt(height**2 + side**2/4)"},
};

constexpr Quantity kPyramid[] = {
    {"base_area", "base area|area of the base|base of area|base with area|area of its base", {}, kSize},
    {"side", "square base of side [length]|square base with side [length]|square base of edge|square base with edge [length]"},
    {"length width", "rectangular base|base", {}, kDimensions},
    {"height", "height|h|altitude|vertical height|perpendicular height", "high|tall"},
    {"volume", kVolume, {}, kSize},
};
constexpr FigureFormula kPyramidFormulas[] = {
    {"volume", "base_area height", "base_area*height/3"},
    {"volume", "side height", "side**2*height/3"},
    {"volume", "length width height", "length*width*height/3"},
};

constexpr Quantity kPrism[] = {
    {"base_area", "base area|area of the base|base of area|base with area|area of its base|cross sectional area|cross section area", {}, kSize},
    {"height", "height|h|altitude|length", "high|tall|long"},
    {"volume", kVolume, {}, kSize},
};
constexpr FigureFormula kPrismFormulas[] = {{"volume", "base_area height", "base_area*height"}};

constexpr Quantity kTetrahedron[] = {
    {"edge", "edge|edges|side|side length|edge length|edge lengths|sides|a"},
    {"volume", kVolume, {}, kSize},
    {"surface", kSurface, {}, kSize},
    {"height", "height|altitude"},
};
constexpr FigureFormula kTetrahedronFormulas[] = {
    {"volume", "edge", "edge**3/(6*sqrt(2))", "72*ans**2 == edge**6"},
    {"surface", "edge", "sqrt(3)*edge**2", "ans**2 == 3*edge**4"},
    {"height", "edge", "edge*sqrt(6)/3", "9*ans**2 == 6*edge**2"},
};
constexpr FigureFormula kOctahedronFormulas[] = {
    {"volume", "edge", "sqrt(2)*edge**3/3", "9*ans**2 == 2*edge**6"},
    {"surface", "edge", "2*sqrt(3)*edge**2", "ans**2 == 12*edge**4"},
};

constexpr Quantity kTorus[] = {
    {"major", "major radius|r"},
    {"minor", "minor radius|tube radius"},
    {"volume", kVolume, {}, kSize},
    {"surface", kSurface, {}, kSize},
};
constexpr FigureFormula kTorusFormulas[] = {
    {"volume", "major minor", "2*pi**2*major*minor**2", "minor <= major"},
    {"surface", "major minor", "4*pi**2*major*minor", "minor <= major"},
};

constexpr Figure kFigures[] = {
    {"cube", kCube, kCubeFormulas},
    {"[closed|solid] (box|cuboid|rectangular (prism|box|solid|parallelepiped|block|cuboid)|right rectangular prism)", kBox, kBoxFormulas},
    {"[right|right circular|circular|closed|solid] cylinder", kCylinder, kCylinderFormulas},
    {"[right|right circular|circular|solid] cone", kCone, kConeFormulas},
    {"[solid] (sphere|ball)", kSphere, kSphereFormulas},
    {"hemisphere|solid hemisphere|half sphere", kHemisphere, kHemisphereFormulas},
    {"[right|regular] (square pyramid|square based pyramid|pyramid with a square base|pyramid)", kSquarePyramid, kSquarePyramidFormulas},
    {"pyramid|rectangular pyramid", kPyramid, kPyramidFormulas},
    {"prism|right prism|triangular prism", kPrism, kPrismFormulas},
    {"regular tetrahedron|tetrahedron", kTetrahedron, kTetrahedronFormulas},
    {"regular octahedron|octahedron", kTetrahedron, kOctahedronFormulas},
    {"torus", kTorus, kTorusFormulas},
};

std::vector<Rule> rules() {
  std::vector<Rule> all;
  for (const Figure& figure : kFigures) all.push_back(figure_rule(figure));
  return all;
}

}  // namespace

extern const Intent solids;
const Intent solids{.intent = "solids", .rules = rules()};

}  // namespace qed::rules::kinds
