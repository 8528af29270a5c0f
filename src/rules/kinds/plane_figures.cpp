// Areas, perimeters and the other measures of plane figures.
#include "rules/kinds/figure.h"

namespace qed::rules::kinds {
namespace {

using enum Quantity::Type;

constexpr Quantity kCircle[] = {
    {"radius", "radius|r|radii"},
    {"diameter", "diameter|d"},
    {"circumference", "circumference|perimeter|c"},
    {"area", "area|surface area", {}, kSize},
    {"angle", "central angle|angle|centre angle|center angle|angle at the (centre|center)|angle θ|\\theta|θ|central angle θ", {},
     kAngle},
    {"arc", "arc|arc length|circular arc|(arc|arc length) (subtended|intercepted|cut off|formed)|length of (the|an) (circular arc|arc)|minor arc|s"},
    {"sector", "area of (the|a|its) [circular] sector|sector area|sector's area", {}, kSize},
    {"chord", "chord|chord length|length of (the|a) chord"},
    {"segment", "area of (the|a) [circular|minor] segment|segment area", {}, kSize},
};
constexpr FigureFormula kCircleFormulas[] = {
    {"area", "radius", "pi*radius**2"},
    {"area", "diameter", "pi*diameter**2/4"},
    {"area", "circumference", "circumference**2/(4*pi)"},
    {"circumference", "radius", "2*pi*radius"},
    {"circumference", "diameter", "pi*diameter"},
    {"circumference", "area", "2*sqrt(pi*area)", "simplify(ans**2 - 4*pi*area) == 0"},
    {"radius", "diameter", "diameter/2"},
    {"radius", "circumference", "circumference/(2*pi)"},
    {"radius", "area", "sqrt(area/pi)", "simplify(pi*ans**2 - area) == 0"},
    {"diameter", "radius", "2*radius"},
    {"diameter", "circumference", "circumference/pi"},
    {"diameter", "area", "2*sqrt(area/pi)", "simplify(pi*ans**2/4 - area) == 0"},
    {"arc", "radius angle", "radius*angle", "ans <= 2*pi*radius"},
    {"arc", "diameter angle", "diameter*angle/2", "ans <= pi*diameter"},
    {"sector", "radius angle", "radius**2*angle/2", "ans <= pi*radius**2"},
    {"sector", "diameter angle", "diameter**2*angle/8", "4*ans <= pi*diameter**2"},
    {"sector", "radius arc", "radius*arc/2", "ans <= pi*radius**2"},
    {"chord", "radius angle", "2*radius*sin(angle/2)", "ans <= 2*radius"},
    {"segment", "radius angle", "radius**2*(angle - sin(angle))/2", "ans <= pi*radius**2"},
};

constexpr Quantity kSector[] = {
    {"radius", "radius|r"},
    {"angle", "central angle|angle|centre angle|center angle|angle at the (centre|center)|angle θ|\\theta|θ", {}, kAngle},
    {"arc", "arc|arc length|length of its arc"},
    {"area", "area|sector area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr FigureFormula kSectorFormulas[] = {
    {"area", "radius angle", "radius**2*angle/2", "ans <= pi*radius**2"},
    {"area", "radius arc", "radius*arc/2"},
    {"arc", "radius angle", "radius*angle", "ans <= 2*pi*radius"},
    {"arc", "radius area", "2*area/radius"},
    {"perimeter", "radius angle", "2*radius + radius*angle"},
};

constexpr Quantity kSemicircle[] = {
    {"radius", "radius|r"},
    {"diameter", "diameter|d"},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr FigureFormula kSemicircleFormulas[] = {
    {"area", "radius", "pi*radius**2/2"},
    {"area", "diameter", "pi*diameter**2/8"},
    {"perimeter", "radius", "pi*radius + 2*radius"},
    {"perimeter", "diameter", "pi*diameter/2 + diameter"},
};

constexpr Quantity kSquare[] = {
    {"side", "side|sides|side length|side lengths|edge|edges|length of a side|s", "(on|per|along) (a|each) side|on each edge|wide"},
    {"diagonal", "diagonal|diagonals|d"},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr FigureFormula kSquareFormulas[] = {
    {"area", "side", "side**2"},
    {"area", "diagonal", "diagonal**2/2"},
    {"area", "perimeter", "perimeter**2/16"},
    {"perimeter", "side", "4*side"},
    {"perimeter", "area", "4*sqrt(area)", "ans**2 == 16*area"},
    {"perimeter", "diagonal", "2*sqrt(2)*diagonal", "ans**2 == 8*diagonal**2"},
    {"diagonal", "side", "side*sqrt(2)", "ans**2 == 2*side**2"},
    {"diagonal", "area", "sqrt(2*area)", "ans**2 == 2*area"},
    {"diagonal", "perimeter", "perimeter*sqrt(2)/4", "ans**2 == perimeter**2/8"},
    {"side", "area", "sqrt(area)", "ans**2 == area"},
    {"side", "perimeter", "perimeter/4"},
    {"side", "diagonal", "diagonal/sqrt(2)", "2*ans**2 == diagonal**2"},
};

constexpr Quantity kRectangle[] = {
    {"length", "length|long side|longer side|l", "long"},
    {"width", "width|breadth|height|short side|shorter side|w", "wide|high|tall"},
    {"length width", "sides|side lengths|adjacent sides|dimensions", {}, kList},
    {"length width", "dimensions|size|sides", {}, kDimensions},
    {"diagonal", "diagonal|diagonals|d"},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr FigureFormula kRectangleFormulas[] = {
    {"area", "length width", "length*width"},
    {"area", "length perimeter", "length*(perimeter/2 - length)", "2*(ans/length + length) == perimeter"},
    {"area", "width perimeter", "width*(perimeter/2 - width)", "2*(ans/width + width) == perimeter"},
    {"area", "length diagonal", "length*sqrt(diagonal**2 - length**2)", "diagonal > length"},
    {"area", "width diagonal", "width*sqrt(diagonal**2 - width**2)", "diagonal > width"},
    {"perimeter", "length width", "2*(length + width)"},
    {"perimeter", "length area", "2*(length + area/length)"},
    {"perimeter", "width area", "2*(width + area/width)"},
    {"diagonal", "length width", "sqrt(length**2 + width**2)", "ans**2 == length**2 + width**2"},
    {"width", "length area", "area/length", "ans*length == area"},
    {"width", "length perimeter", "perimeter/2 - length", "2*(ans + length) == perimeter"},
    {"width", "length diagonal", "sqrt(diagonal**2 - length**2)", "ans**2 + length**2 == diagonal**2"},
    {"length", "width area", "area/width", "ans*width == area"},
    {"length", "width perimeter", "perimeter/2 - width", "2*(ans + width) == perimeter"},
    {"length", "width diagonal", "sqrt(diagonal**2 - width**2)", "ans**2 + width**2 == diagonal**2"},
};

constexpr Quantity kRhombus[] = {
    {"diagonal_1 diagonal_2", "diagonals|diagonal lengths|diagonals d_1 and d_2", {}, kList},
    {"diagonal_1", "1 diagonal|first diagonal|longer diagonal|long diagonal"},
    {"diagonal_2", "other diagonal|second diagonal|shorter diagonal|short diagonal"},
    {"side", "side|sides|side length|each side|all sides"},
    {"height", "height|altitude|h"},
    {"angle", "angle|an angle|interior angle|acute angle", {}, kAngle},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr FigureFormula kRhombusFormulas[] = {
    {"area", "diagonal_1 diagonal_2", "diagonal_1*diagonal_2/2"},
    {"area", "side height", "side*height", "height <= side"},
    {"area", "side angle", "side**2*sin(angle)", "angle < pi"},
    {"perimeter", "side", "4*side"},
    {"perimeter", "diagonal_1 diagonal_2", "2*sqrt(diagonal_1**2 + diagonal_2**2)",
     "ans**2 == 4*(diagonal_1**2 + diagonal_2**2)"},
    {"side", "diagonal_1 diagonal_2", "sqrt(diagonal_1**2 + diagonal_2**2)/2", "4*ans**2 == diagonal_1**2 + diagonal_2**2"},
    {"side", "perimeter", "perimeter/4"},
    {"diagonal_2", "diagonal_1 area", "2*area/diagonal_1"},
};

constexpr Quantity kKite[] = {
    {"diagonal_1 diagonal_2", "diagonals|diagonal lengths", {}, kList},
    {"area", "area", {}, kSize},
};
constexpr FigureFormula kKiteFormulas[] = {{"area", "diagonal_1 diagonal_2", "diagonal_1*diagonal_2/2"}};

constexpr Quantity kParallelogram[] = {
    {"base", "base|b|length of the base"},
    {"height", "height|altitude|h|perpendicular height", "high|tall"},
    {"side_1 side_2", "sides|adjacent sides|side lengths|consecutive sides", {}, kList},
    {"angle", "included angle|angle|angle between them|angle between the sides|acute angle|interior angle|angle between", {}, kAngle},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr FigureFormula kParallelogramFormulas[] = {
    {"area", "base height", "base*height"},
    {"area", "side_1 side_2 angle", "side_1*side_2*sin(angle)", "angle < pi"},
    {"perimeter", "side_1 side_2", "2*(side_1 + side_2)"},
    {"height", "base area", "area/base"},
    {"base", "height area", "area/height"},
};

constexpr Quantity kTrapezoid[] = {
    {"base_1 base_2", "bases|parallel sides|parallel bases|parallel side lengths|base lengths", {}, kList},
    {"base_1", "1 base|first base|longer base|long base|bottom base|lower base|larger base|base 1"},
    {"base_2", "other base|second base|shorter base|short base|top base|upper base|smaller base|base 2|other"},
    {"height", "height|altitude|h|perpendicular height|distance between them|perpendicular distance between them", "high|tall|apart"},
    {"area", "area", {}, kSize},
    {"midline", "midline|median|midsegment|mid segment|mid line"},
};
constexpr FigureFormula kTrapezoidFormulas[] = {
    {"area", "base_1 base_2 height", "(base_1 + base_2)*height/2"},
    {"height", "base_1 base_2 area", "2*area/(base_1 + base_2)"},
    {"midline", "base_1 base_2", "(base_1 + base_2)/2"},
};

constexpr Quantity kTriangle[] = {
    {"base", "base|base length|b"},
    {"height", "height|altitude|h|perpendicular height|corresponding height|vertical height", "high|tall"},
    {"side_1 side_2 side_3", "sides|side lengths|sides a , b , c|lengths of its sides|edges|lengths", {}, kList},
    {"side_1 side_2 side_3", "sides|side lengths", {}, kDimensions},
    {"side_1 side_2", "sides|side lengths|lengths", {}, kList},
    {"angle",
     "included angle|angle between them|angle between (those|these|the) [2] sides|angle between|included angle between them",
     "between them|angle between them|included angle", kAngle},
    {"side_3", "third side|3rd side|remaining side|opposite side|other side|side opposite (the|that|this) [included] angle"},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
    {"semiperimeter", "semiperimeter|semi perimeter|half perimeter"},
    {"inradius", "inradius|radius of the (inscribed circle|incircle)|incircle radius|radius of its (incircle|inscribed circle)"},
    {"circumradius", "circumradius|radius of the (circumscribed circle|circumcircle)|circumcircle radius|radius of its (circumcircle|circumscribed circle)"},
};
constexpr std::string_view kHeron =
    "sqrt((side_1 + side_2 + side_3)*(-side_1 + side_2 + side_3)*(side_1 - side_2 + side_3)*(side_1 + side_2 - side_3))/4";
constexpr std::string_view kTriangleInequality = "2*max(side_1, side_2, side_3) < side_1 + side_2 + side_3";
constexpr FigureFormula kTriangleFormulas[] = {
    {"area", "base height", "base*height/2"},
    {"area", "side_1 side_2 side_3", kHeron, kTriangleInequality},
    {"area", "side_1 side_2 angle", "side_1*side_2*sin(angle)/2", "angle < pi"},
    {"side_3", "side_1 side_2 angle", "sqrt(side_1**2 + side_2**2 - 2*side_1*side_2*cos(angle))", "angle < pi"},
    {"side_3", "side_1 side_2 perimeter", "perimeter - side_1 - side_2", "abs(side_1 - side_2) < ans < side_1 + side_2"},
    {"perimeter", "side_1 side_2 side_3", "side_1 + side_2 + side_3", kTriangleInequality},
    {"semiperimeter", "side_1 side_2 side_3", "(side_1 + side_2 + side_3)/2", kTriangleInequality},
    {"height", "base area", "2*area/base"},
    {"base", "height area", "2*area/height"},
    {"inradius", "side_1 side_2 side_3",
     "sqrt((-side_1 + side_2 + side_3)*(side_1 - side_2 + side_3)*(side_1 + side_2 - side_3)/(side_1 + side_2 + side_3))/2",
     kTriangleInequality},
    {"circumradius", "side_1 side_2 side_3",
     "side_1*side_2*side_3/sqrt((side_1 + side_2 + side_3)*(-side_1 + side_2 + side_3)*(side_1 - side_2 + side_3)*(side_1 + "
     "side_2 - side_3))",
     kTriangleInequality},
};

constexpr Quantity kRightTriangle[] = {
    {"leg_1 leg_2", "legs|legs a and b|leg lengths|catheti|short sides|shorter sides|perpendicular sides|2 legs|other 2 sides",
     {}, kList},
    {"leg_1", "leg|1 leg|first leg|base|a|one leg|1 side|shorter leg|longer leg|leg a"},
    {"leg_2", "other leg|second leg|other side|height|b|missing leg|remaining leg|another leg|leg b|other"},
    {"leg_2", "leg|missing side|third side|remaining side|longer leg|shorter leg"},
    {"hypotenuse", "hypotenuse|hypotenuse c|c"},
    {"side_1 side_2", "sides|side lengths", {}, kList},  // which of them are legs, only the question for the hypotenuse tells
    {"leg_1 leg_2 hypotenuse", "sides|side lengths", {}, kList},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr std::string_view kPythagoras = "leg_1**2 + leg_2**2 == hypotenuse**2";
constexpr FigureFormula kRightTriangleFormulas[] = {
    {"hypotenuse", "leg_1 leg_2", "sqrt(leg_1**2 + leg_2**2)", "ans**2 == leg_1**2 + leg_2**2"},
    {"hypotenuse", "side_1 side_2", "sqrt(side_1**2 + side_2**2)", "ans**2 == side_1**2 + side_2**2"},
    {"leg_2", "leg_1 hypotenuse", "sqrt(hypotenuse**2 - leg_1**2)", "leg_1 < hypotenuse and ans**2 + leg_1**2 == hypotenuse**2"},
    {"leg_1", "leg_2 hypotenuse", "sqrt(hypotenuse**2 - leg_2**2)", "leg_2 < hypotenuse and ans**2 + leg_2**2 == hypotenuse**2"},
    {"area", "leg_1 leg_2", "leg_1*leg_2/2"},
    {"area", "leg_1 hypotenuse", "leg_1*sqrt(hypotenuse**2 - leg_1**2)/2", "leg_1 < hypotenuse"},
    {"area", "leg_1 leg_2 hypotenuse", "leg_1*leg_2/2", kPythagoras},
    {"perimeter", "leg_1 leg_2", "leg_1 + leg_2 + sqrt(leg_1**2 + leg_2**2)"},
    {"perimeter", "leg_1 hypotenuse", "leg_1 + hypotenuse + sqrt(hypotenuse**2 - leg_1**2)", "leg_1 < hypotenuse"},
    {"perimeter", "leg_1 leg_2 hypotenuse", "leg_1 + leg_2 + hypotenuse", kPythagoras},
};

constexpr Quantity kEquilateral[] = {
    {"side", "side|sides|side length|side lengths|edge|all sides|s", "on each side|on a side"},
    {"height", "height|altitude|h", "high|tall"},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
    {"inradius", "inradius|radius of (the|its) (inscribed circle|incircle)"},
    {"circumradius", "circumradius|radius of (the|its) (circumscribed circle|circumcircle)"},
};
constexpr FigureFormula kEquilateralFormulas[] = {
    {"area", "side", "sqrt(3)*side**2/4", "16*ans**2 == 3*side**4"},
    {"area", "height", "height**2/sqrt(3)", "3*ans**2 == height**4"},
    {"area", "perimeter", "sqrt(3)*perimeter**2/36"},
    {"perimeter", "side", "3*side"},
    {"perimeter", "height", "2*sqrt(3)*height"},
    {"perimeter", "area", "3*sqrt(4*area/sqrt(3))"},
    {"height", "side", "sqrt(3)*side/2", "ans**2 + side**2/4 == side**2"},
    {"height", "area", "sqrt(sqrt(3)*area)"},
    {"height", "perimeter", "sqrt(3)*perimeter/6"},
    {"side", "height", "2*height/sqrt(3)", "ans**2 == height**2 + ans**2/4"},
    {"side", "area", "sqrt(4*area/sqrt(3))", "simplify(sqrt(3)*ans**2/4 - area) == 0"},
    {"side", "perimeter", "perimeter/3"},
    {"inradius", "side", "sqrt(3)*side/6"},
    {"circumradius", "side", "sqrt(3)*side/3"},
};

constexpr Quantity kIsosceles[] = {
    {"leg", "leg|legs|equal sides|2 equal sides|equal side|congruent sides|2 congruent sides|equal sides of length|lateral side|lateral sides"},
    {"base", "base|b|base length"},
    {"height", "height|altitude|h"},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
};
constexpr FigureFormula kIsoscelesFormulas[] = {
    {"area", "leg base", "base*sqrt(4*leg**2 - base**2)/4", "base < 2*leg"},
    {"area", "base height", "base*height/2"},
    {"perimeter", "leg base", "2*leg + base", "base < 2*leg"},
    {"height", "leg base", "sqrt(leg**2 - base**2/4)", "base < 2*leg"},
};

constexpr Quantity kHexagon[] = {
    {"side", "side|sides|side length|side lengths|edge|edge length|s"},
    {"area", "area", {}, kSize},
    {"perimeter", "perimeter"},
    {"apothem", "apothem"},
};
constexpr FigureFormula kHexagonFormulas[] = {
    {"area", "side", "3*sqrt(3)*side**2/2", "4*ans**2 == 27*side**4"},
    {"perimeter", "side", "6*side"},
    {"apothem", "side", "sqrt(3)*side/2"},
    {"side", "perimeter", "perimeter/6"},
};
constexpr FigureFormula kOctagonFormulas[] = {
    {"area", "side", "2*(1 + sqrt(2))*side**2"},
    {"perimeter", "side", "8*side"},
    {"side", "perimeter", "perimeter/8"},
};
constexpr FigureFormula kPentagonFormulas[] = {
    {"area", "side", "sqrt(25 + 10*sqrt(5))*side**2/4"},
    {"perimeter", "side", "5*side"},
    {"side", "perimeter", "perimeter/5"},
};
constexpr FigureFormula kDecagonFormulas[] = {{"perimeter", "side", "10*side"}, {"side", "perimeter", "perimeter/10"}};

constexpr Quantity kEllipse[] = {
    {"a b", "semi axes|semiaxes|semi - axes", {}, kList},
    {"a", "semi major axis|semimajor axis|a|semi - major axis"},
    {"b", "semi minor axis|semiminor axis|b|semi - minor axis"},
    {"major", "major axis|long axis"},
    {"minor", "minor axis|short axis"},
    {"area", "area", {}, kSize},
};
constexpr FigureFormula kEllipseFormulas[] = {
    {"area", "a b", "pi*a*b"},
    {"area", "major minor", "pi*major*minor/4"},
};

constexpr Quantity kRing[] = {
    {"outer inner", "radii|radius", {}, kList},
    {"outer", "outer radius|external radius|larger radius"},
    {"inner", "inner radius|internal radius|smaller radius"},
    {"area", "area", {}, kSize},
};
constexpr FigureFormula kRingFormulas[] = {
    {"area", "outer inner", "pi*abs(outer**2 - inner**2)"},
};

constexpr Figure kFigures[] = {
    {"circle|disk|disc|circular disk", kCircle, kCircleFormulas},
    {"sector|circular sector|sector of a circle|circle sector", kSector, kSectorFormulas},
    {"semicircle|semi circle|half circle", kSemicircle, kSemicircleFormulas},
    {"square", kSquare, kSquareFormulas},
    {"rectangle", kRectangle, kRectangleFormulas},
    {"rhombus", kRhombus, kRhombusFormulas},
    {"kite", kKite, kKiteFormulas},
    {"parallelogram", kParallelogram, kParallelogramFormulas},
    {"trapezoid|trapezium|isosceles trapezoid|right trapezoid", kTrapezoid, kTrapezoidFormulas},
    {"triangle", kTriangle, kTriangleFormulas},
    {"right triangle|right angled triangle|right angle triangle|rectangular triangle", kRightTriangle, kRightTriangleFormulas},
    {"equilateral triangle|regular triangle", kEquilateral, kEquilateralFormulas},
    {"isosceles triangle", kIsosceles, kIsoscelesFormulas},
    {"regular hexagon", kHexagon, kHexagonFormulas},
    {"regular octagon", kHexagon, kOctagonFormulas},
    {"regular pentagon", kHexagon, kPentagonFormulas},
    {"regular decagon", kHexagon, kDecagonFormulas},
    {"ellipse", kEllipse, kEllipseFormulas},
    {"annulus|ring|circular ring", kRing, kRingFormulas},
};

std::vector<Rule> rules() {
  std::vector<Rule> all;
    for (const Figure& figure : kFigures) all.push_back(figure_rule(figure));
    return all;
}

}  // namespace

extern const Intent plane_figures;
const Intent plane_figures{.intent = "plane_figures", .rules = rules()};

}  // namespace qed::rules::kinds
