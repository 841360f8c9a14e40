// The types of the products subgraph of Apollo's compatibility suite (its SUBGRAPH_GUIDE and products.graphql), as classes.
import { Directive, Field, Float, ID, Int, ObjectType } from "type-graphql";

@Directive("@shareable")
@ObjectType()
export class ProductDimension {
  @Field(() => String, { nullable: true })
  size!: string;

  @Field(() => Float, { nullable: true })
  weight!: number;

  @Directive("@inaccessible")
  @Field(() => String, { nullable: true })
  unit!: string;
}

@ObjectType()
export class ProductVariation {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
export class CaseStudy {
  @Field(() => ID)
  caseNumber!: string;

  @Field(() => String, { nullable: true })
  description!: string;
}

@Directive('@key(fields: "study { caseNumber }")')
@ObjectType()
export class ProductResearch {
  readonly __typename = "ProductResearch";

  @Field(() => CaseStudy)
  study!: CaseStudy;

  @Field(() => String, { nullable: true })
  outcome?: string;
}

@Directive("@extends")
@Directive('@key(fields: "email")')
@ObjectType()
export class User {
  readonly __typename = "User";

  @Directive("@external")
  @Field(() => ID)
  email!: string;

  @Directive('@override(from: "users")')
  @Field(() => String, { nullable: true })
  name?: string;

  @Directive("@external")
  @Field(() => Int, { nullable: true })
  totalProductsCreated?: number;

  @Directive("@external")
  @Field(() => Int)
  yearsOfEmployment?: number;
}

@Directive('@key(fields: "sku package")')
@ObjectType()
export class DeprecatedProduct {
  readonly __typename = "DeprecatedProduct";

  @Field(() => String)
  sku!: string;

  @Field(() => String)
  package!: string;

  @Field(() => String, { nullable: true })
  reason!: string;

  @Field(() => User, { nullable: true })
  createdBy!: User;
}

@Directive("@custom")
@Directive('@key(fields: "id")')
@Directive('@key(fields: "sku package")')
@Directive('@key(fields: "sku variation { id }")')
@ObjectType()
export class Product {
  readonly __typename = "Product";

  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  sku!: string;

  @Field(() => String, { nullable: true })
  package!: string;

  @Field(() => ProductVariation, { nullable: true })
  variation!: ProductVariation;

  @Field(() => ProductDimension, { nullable: true })
  dimensions!: ProductDimension;

  @Directive('@provides(fields: "totalProductsCreated")')
  @Field(() => User, { nullable: true })
  createdBy!: User;

  @Directive('@tag(name: "internal")')
  @Field(() => String, { nullable: true })
  notes?: string;

  @Field(() => [ProductResearch])
  research!: ProductResearch[];
}

@Directive("@interfaceObject")
@Directive('@key(fields: "id")')
@ObjectType()
export class Inventory {
  readonly __typename = "Inventory";

  @Field(() => ID)
  id!: string;

  @Field(() => [DeprecatedProduct])
  deprecatedProducts!: DeprecatedProduct[];
}
